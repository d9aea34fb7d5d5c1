import { lazy, type ComponentType } from 'react';
import { contract } from './contract/later.js';
import { firstPicture } from './parts/first-picture.js';

/** A page that could not be had is asked for again after this, ms. */
const AGAIN_MS = 2_000;

const loads: (() => Promise<unknown>)[] = [];

/**
 * A page that is not part of the first load. It comes right after it (`loadPages`), so it is there before anybody asks for
 * it; who is quicker, or without a network just then, sees a moment's pause instead of a broken app.
 * @param after what it waits for, however soon it is asked for
 */
export function lazyPage<P>(load: () => Promise<ComponentType<P>>, after = Promise.resolve()) {
  const loaded = async (): Promise<ComponentType<P>> => {
    await after;
    try {
      const [page] = await Promise.all([load(), import('./language/later.js'), contract()]);
      return page;
    } catch {
      await new Promise((done) => setTimeout(done, AGAIN_MS));
      return loaded();
    }
  };
  loads.push(loaded);
  return lazy(async () => ({ default: await loaded() }));
}

/** As `lazyPage`, of what stands beside the first screen: not even asked for before that is shown. */
export const lazyPart = <P>(load: () => Promise<ComponentType<P>>) => lazyPage(load, firstPicture());

/** To be called once the first screen is shown. */
export function loadPages(): void {
  for (const load of loads) void load();
}
