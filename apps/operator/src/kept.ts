import { useCallback, useState } from 'react';

/** Small things the phone keeps beside the log: choices, drafts, and what the server last said. */
const PREFIX = 'bakeloop.kept.';

export function readKept<T>(key: string): T | null {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

/** Best effort: without room or in private mode the app works on, and only forgets sooner. */
export function writeKept(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Nothing to tell: the log itself speaks up when it cannot save.
  }
}

/** State that survives a reload and a flat battery: what is typed into a form is never lost. `null` forgets it. */
export function useKept<T>(key: string, initial: T): [T, (value: T | null) => void] {
  const [held, setHeld] = useState<{ key: string; value: T }>(() => ({
    key,
    value: readKept<T>(key) ?? initial,
  }));
  // Another key is another form: read its own draft before it is shown.
  const current = held.key === key ? held : { key, value: readKept<T>(key) ?? initial };
  if (current !== held) setHeld(current);
  const set = useCallback(
    (value: T | null) => {
      writeKept(key, value);
      setHeld({ key, value: value ?? initial });
    },
    [key, initial],
  );
  return [current.value, set];
}
