import { useCallback, useState } from 'react';
import type { Shelf } from './storage/shelf.js';

/** Small things the phone keeps beside the log: choices, drafts, and what the server last said. */
export const KEPT_PREFIX = 'bakeloop.kept.';

let shelf: Shelf | null = null;

/** To be called before anything is shown. */
export function openKept(opened: Shelf): void {
  shelf = opened;
}

export function readKept<T>(key: string): T | null {
  return (shelf?.get(key) as T | undefined) ?? null;
}

/** Best effort: without room or in private mode the app works on, and only forgets sooner. */
export function writeKept(key: string, value: unknown): void {
  try {
    shelf?.put(key, value ?? undefined);
  } catch {
    // Nothing to tell: the log itself speaks up when it cannot save.
  }
}

/**
 * State that survives a reload, a flat battery and an update: what is typed into a form is never lost. What an earlier
 * version kept has not the fields that came later: those are as at first. `null` forgets it.
 */
export function useKept<T>(key: string, initial: T): [T, (value: T | null) => void] {
  const [held, setHeld] = useState<{ key: string; value: T }>(() => ({ key, value: keptOr(key, initial) }));
  // Another key is another form: read its own draft before it is shown.
  const current = held.key === key ? held : { key, value: keptOr(key, initial) };
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

/** What was kept, with what it lacks of `initial`; `initial` where it is of another kind altogether. */
export function keptOr<T>(key: string, initial: T): T {
  const kept = readKept<unknown>(key);
  if (kept === null) return initial;
  if (initial === null || typeof initial !== 'object') return kept as T;
  if (typeof kept !== 'object' || Array.isArray(kept) !== Array.isArray(initial)) return initial;
  return (Array.isArray(initial) ? kept : { ...initial, ...kept }) as T;
}
