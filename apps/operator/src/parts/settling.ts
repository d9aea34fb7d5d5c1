import { useSyncExternalStore } from 'react';

/** A glove often taps twice: a second tap within this time after the screen changed was meant for what was there, ms. */
const ECHO_MS = 400;

const listeners = new Set<() => void>();
let settling = false;
let timer: ReturnType<typeof setTimeout> | undefined;

function set(value: boolean): void {
  if (settling === value) return;
  settling = value;
  for (const listener of listeners) listener();
}

/** Something else is about to be under the thumb: taps do nothing for a moment. */
export function settle(): void {
  clearTimeout(timer);
  timer = setTimeout(() => set(false), ECHO_MS);
  set(true);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @returns true while taps are echoes */
export const useSettling = (): boolean => useSyncExternalStore(subscribe, () => settling);
