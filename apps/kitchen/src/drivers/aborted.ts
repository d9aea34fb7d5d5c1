/**
 * Resolves when the signal aborts, at once when it has. Never rejects.
 * @param done ends the waiting for a signal that lives longer, which would keep a listener for each: it never resolves then
 */
export function aborted(signal: AbortSignal, done?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true, ...(done ? { signal: done } : {}) });
  });
}
