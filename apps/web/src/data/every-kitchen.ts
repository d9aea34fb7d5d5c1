import type { KitchenSummary } from '@bakeloop/contracts';
import { call, everyPage } from '@bakeloop/ui';

/** Every kitchen within reach, once each whatever happens meanwhile: by id, so not the most troubled first. */
export const everyKitchen = (signal: AbortSignal): Promise<KitchenSummary[]> =>
  everyPage((page) => call('kitchens', { query: { ...page, order: 'id' } }, { signal }));
