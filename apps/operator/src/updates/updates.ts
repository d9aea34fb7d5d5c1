import { useEffect, useSyncExternalStore } from 'react';
import type { Page } from '../route.js';

/** How often a phone that stays open asks whether there is a newer version, ms. */
const ASK_MS = 3_600_000;
/** Untouched for so long, a phone outside a form may change under nobody's hand, ms. */
const IDLE_MS = 60_000;
/** Held, shared, by every tab that is in a form; the update takes it alone. */
const FORM_LOCK = 'bakeloop.form';
/** Pages where nothing is being typed or weighed, and no batch is at hand. */
const QUIET: readonly Page[] = ['home', 'log', 'entry', 'receipts', 'settings'];
export const isQuiet = (at: Page): boolean => QUIET.includes(at);

let waiting: ServiceWorker | null = null;
let page: Page = 'home';
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether a newer version is on the phone and waits for its turn. */
export const useUpdateReady = (): boolean => useSyncExternalStore(subscribe, () => waiting !== null);

/** Keeps the app on the phone, and looks for newer versions of it. */
export async function keepAppOnPhone(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  // Only ever after `update` below: by then no tab is in a form.
  const isUpdate = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => isUpdate && location.reload());
  const registration = await serviceWorker.register('/operator/sw.js', { updateViaCache: 'none' });
  const look = () => {
    waiting = serviceWorker.controller ? registration.waiting : null;
    for (const listener of listeners) listener();
  };
  look();
  registration.addEventListener('updatefound', () =>
    registration.installing?.addEventListener('statechange', look),
  );
  setInterval(() => void registration.update().catch(() => undefined), ASK_MS);
  updateWhenIdle();
}

/**
 * The newer version takes over, in all tabs, unless one of them is in a form.
 * @returns whether it does
 */
export async function update(): Promise<boolean> {
  const next = waiting;
  if (next === null || !isQuiet(page)) return false;
  const takeOver = () => next.postMessage({ type: 'SKIP_WAITING' });
  if (!('locks' in navigator)) {
    takeOver();
    return true;
  }
  return navigator.locks.request(FORM_LOCK, { ifAvailable: true }, (lock) => {
    if (lock) takeOver();
    return lock !== null;
  });
}

function updateWhenIdle(): void {
  let touchedAt = performance.now();
  for (const touch of ['pointerdown', 'keydown'])
    window.addEventListener(touch, () => (touchedAt = performance.now()), { capture: true, passive: true });
  document.addEventListener('visibilitychange', () => document.hidden && void update());
  setInterval(() => performance.now() - touchedAt > IDLE_MS && void update(), IDLE_MS / 4);
}

/** Where this tab is. */
export function atPage(at: Page): void {
  page = at;
}

/** Keeps the app as it is while this tab is in a form or a step of a batch. */
export function useHoldStill(at: Page): void {
  const isForm = !isQuiet(at);
  useEffect(() => atPage(at), [at]);
  useEffect(() => {
    if (!isForm || !('locks' in navigator)) return;
    const leaving = new AbortController();
    const left = new Promise<void>((done) => leaving.signal.addEventListener('abort', () => done()));
    navigator.locks
      .request(FORM_LOCK, { mode: 'shared', signal: leaving.signal }, () => left)
      .catch(() => undefined);
    return () => leaving.abort();
  }, [isForm]);
}
