import { ApiProblem } from '@bakeloop/ui';
import { useSyncExternalStore } from 'react';
import { t } from '../language/language.js';
import { firstPicture } from '../parts/first-picture.js';
import type * as contractModule from './contract.js';

type Contract = typeof contractModule;

let here: Contract | null = null;
let coming: Promise<Contract> | null = null;
const listeners = new Set<() => void>();
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * The contract's schemas. The first screen shows what the phone remembers, and needs none: making them takes as long as all
 * the rest of a start.
 * @throws ApiProblem `offline` while they cannot be had: asked again, they are fetched again
 */
export function contract(): Promise<Contract> {
  coming ??= loaded().then(
    (came) => {
      here = came;
      for (const listener of listeners) listener();
      return came;
    },
    () => {
      coming = null;
      throw new ApiProblem('offline', 0, 'The rest of this app did not come. Check the network.');
    },
  );
  return coming;
}

async function loaded(): Promise<Contract> {
  await firstPicture();
  return import('./contract.js');
}

/** Whether they are here: before that nothing can be saved, since nothing could be checked. */
export const useContractHere = (): boolean => useSyncExternalStore(subscribe, () => here !== null);

/** @throws Error for a person before they are here */
export function contractNow(): Contract {
  if (here === null) throw new Error(t('app.notSaved', { detail: t('app.moment') }));
  return here;
}
