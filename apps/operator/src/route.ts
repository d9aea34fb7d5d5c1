import { useSyncExternalStore } from 'react';
import { settle } from './parts/settling.js';

/** Pages of `flow`, which come after the first screen. */
export const FLOWS = [
  'sort',
  'shred',
  'wash',
  'dry',
  'blend',
  'dispatch',
  'return',
  'incident',
  'maintenance',
  'scale',
  'handover',
] as const;
export type FlowName = (typeof FLOWS)[number];

/** Where the operator is: all of it in the URL, so that the phone's back button and a reload do what people expect. */
export const PAGES = [
  'home',
  'intake',
  'start',
  'recipe',
  'batch',
  'input',
  'output',
  'qc',
  'finish',
  'entry',
  'log',
  'mend',
  'settings',
  'correct',
  'label',
  'scan',
  ...FLOWS,
  'moved',
  'phone',
  'receipts',
  'people',
] as const;
export type Page = (typeof PAGES)[number];
export const isFlow = (page: Page): page is FlowName => FLOWS.some((flow) => flow === page);

export interface Place {
  kitchen: string | null;
  page: Page;
  batch: string | null;
  /** Step of a form; null is its first. */
  step: string | null;
  /** Event that `entry`, `correct` and `mend` are about. */
  event: string | null;
  /** Lot that `label` is about. */
  lot: string | null;
}

/** @param search as in `location.search` */
export function placeOf(search: string): Place {
  const fields = new URLSearchParams(search);
  return {
    kitchen: fields.get('kitchen'),
    page: PAGES.find((page) => page === fields.get('page')) ?? 'home',
    batch: fields.get('batch'),
    step: fields.get('step'),
    event: fields.get('event'),
    lot: fields.get('lot'),
  };
}

/** @returns `?kitchen=…`, without what is left at its default */
export function searchOf(place: Place): string {
  const fields = new URLSearchParams();
  for (const [key, value] of Object.entries(place)) {
    if (value !== null && value !== 'home') fields.set(key, String(value));
  }
  return `?${fields.toString()}`;
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

export function usePlace(): Place {
  return placeOf(useSyncExternalStore(subscribe, () => window.location.search));
}

/** Goes somewhere in the same kitchen unless it names another; what is not named is left behind. */
export function go(to: Partial<Place>, how: 'push' | 'replace' = 'push'): void {
  const { kitchen } = placeOf(window.location.search);
  const place: Place = { kitchen, page: 'home', batch: null, step: null, event: null, lot: null, ...to };
  settle();
  const depth = depthNow() + (how === 'push' ? 1 : 0);
  window.history[how === 'push' ? 'pushState' : 'replaceState']({ depth }, '', searchOf(place));
  for (const listener of listeners) listener();
}

/** One step back as the phone's own button does; from a page opened directly, to the home of the kitchen. */
export function back(): void {
  settle();
  if (depthNow() > 0) window.history.back();
  else go({}, 'replace');
}

function depthNow(): number {
  const state: unknown = window.history.state;
  const depth = (state as { depth?: unknown } | null)?.depth;
  return typeof depth === 'number' ? depth : 0;
}
