import type { CallAnswer, CallOptions } from '@bakeloop/ui';
import { call } from '../profiles/profiles.js';

type Kitchens = Pick<CallAnswer<'kitchens'>, 'items'>;

/** Every kitchen within reach, page after page; by id, so that none is missed whatever happens meanwhile. */
export async function everyKitchen(options: CallOptions, ask: typeof call = call): Promise<Kitchens> {
  const items: Kitchens['items'] = [];
  let cursor: string | undefined;
  do {
    const page = await ask('kitchens', { query: { limit: 200, cursor, order: 'id' } }, options);
    items.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return { items };
}
