import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { PAGES, type Page } from '../route.js';
import { atPage, keepAppOnPhone, update } from './updates.js';

/** What a browser has: a newer version that waits, and a lock that another tab may hold. */
const told: unknown[] = [];
let isHeld = false;
const navigatorWas = Object.getOwnPropertyDescriptor(globalThis, 'navigator');

beforeAll(async () => {
  jest.useFakeTimers();
  const waiting = { postMessage: (message: unknown) => told.push(message) };
  const registration = Object.assign(new EventTarget(), {
    waiting,
    installing: null,
    update: () => Promise.resolve(),
  });
  const serviceWorker = Object.assign(new EventTarget(), {
    controller: {},
    register: () => Promise.resolve(registration),
  });
  const locks = {
    request: (_: string, __: object, work: (lock: object | null) => boolean) =>
      Promise.resolve(work(isHeld ? null : {})),
  };
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { serviceWorker, locks } });
  Object.assign(globalThis, { window: new EventTarget(), document: new EventTarget() });
  await keepAppOnPhone();
});
afterAll(() => {
  jest.useRealTimers();
  if (navigatorWas) Object.defineProperty(globalThis, 'navigator', navigatorWas);
  for (const name of ['window', 'document']) Reflect.deleteProperty(globalThis, name);
});

const QUIET: Page[] = ['home', 'log', 'entry', 'receipts', 'settings'];

it.each(PAGES.filter((page) => !QUIET.includes(page)))(
  'a newer version waits while somebody is at %s: neither its button nor an idle phone brings it',
  async (page) => {
    atPage(page);
    expect(await update()).toBe(false);
    jest.advanceTimersByTime(600_000);
    expect(told).toEqual([]);
  },
);

it('a newer version waits while another tab is in a form, and comes where nobody is', async () => {
  atPage('home');
  isHeld = true;
  expect(await update()).toBe(false);
  expect(told).toEqual([]);
  isHeld = false;
  expect(await update()).toBe(true);
  expect(told).toEqual([{ type: 'SKIP_WAITING' }]);
});
