import { useEffect } from 'react';

/** So long a page is left alone first: until then it may still be loading what it shows itself, ms. */
const LATER_MS = 1_000;

/** Who pays for each byte has said so to the browser. */
const isSaving = (): boolean =>
  (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

/** Into the browser's cache, where the page finds them: nothing of it runs before it is asked for, and none is missed. */
async function bring(): Promise<void> {
  const list = await fetch('/console-files.json');
  // Written by the build.
  const files = (await list.json()) as string[];
  await Promise.all(files.map(async (file) => (await fetch(file, { priority: 'low' })).arrayBuffer()));
}

/**
 * Has the browser load what the console is made of, its charts too, while somebody types what lets them in.
 * @param isToCome whether they go on to it: the operator's phone is another app
 */
export function useConsoleAhead(isToCome: boolean): void {
  useEffect(() => {
    if (!isToCome || isSaving()) return;
    const timer = setTimeout(() => void bring().catch(() => undefined), LATER_MS);
    return () => clearTimeout(timer);
  }, [isToCome]);
}
