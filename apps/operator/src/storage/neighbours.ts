import type { ShelfName } from './vault.js';
import type { Neighbours } from './shelf.js';

/** The other tabs of this phone; null where the browser lets tabs know nothing of each other. */
export function otherTabs(): Neighbours | null {
  if (typeof BroadcastChannel === 'undefined') return null;
  const channel = new BroadcastChannel('bakeloop');
  return {
    tell: (shelf) => channel.postMessage(shelf),
    hear: (listener) =>
      channel.addEventListener('message', ({ data }: MessageEvent<ShelfName>) => listener(data)),
  };
}

/**
 * Does work that one tab at a time is to do.
 * @returns null where another tab is at it
 */
export async function alone<T>(what: string, work: () => Promise<T>): Promise<T | null> {
  // Absent over plain HTTP and in old browsers: sending twice is harmless (E1), only not thrifty.
  if (!('locks' in navigator)) return work();
  return navigator.locks.request(`bakeloop.${what}`, { ifAvailable: true }, (lock) => (lock ? work() : null));
}
