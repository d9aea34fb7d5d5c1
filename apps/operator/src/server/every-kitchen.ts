import { everyPage, type CallAnswer, type CallOptions } from '@bakeloop/ui';
import { call } from '../profiles/profiles.js';

type Kitchens = Pick<CallAnswer<'kitchens'>, 'items'>;

/** Every kitchen within reach, page after page; by id, so that none is missed whatever happens meanwhile. */
export async function everyKitchen(options: CallOptions, ask: typeof call = call): Promise<Kitchens> {
  const items = await everyPage((page) => ask('kitchens', { query: { ...page, order: 'id' } }, options));
  return { items };
}
