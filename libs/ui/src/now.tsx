import { useSyncExternalStore } from 'react';
import { useFormat } from './provider.js';
import { repaints } from './repaints.js';

/** One clock for the page: everything that ticks ticks together, and only while something shown needs it. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let nowMs = Date.now();

function tick(): void {
  nowMs = Date.now();
  for (const each of listeners) each();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    // With whatever else moves, and not while nobody looks.
    repaints.ask(listeners, tick);
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

function snapshot(): number {
  // Nobody ticking means the last tick may be long ago.
  if (timer === null) nowMs = Date.now();
  return nowMs;
}

/**
 * @param stepMs changes no more often than that
 * @returns this device's time, ms since the epoch, at the begin of its second or step
 */
export function useNow(stepMs = 1_000): number {
  const begun = (): number => Math.floor(snapshot() / stepMs) * stepMs;
  return useSyncExternalStore(subscribe, begun, begun);
}

/** `12s ago`, ticking. Not announced by screen readers, which would never stop. */
export function Ago({ atMs }: { atMs: number }) {
  const now = useNow();
  const format = useFormat();
  return <time dateTime={new Date(atMs).toISOString()}>{format.ago(atMs, now)}</time>;
}
