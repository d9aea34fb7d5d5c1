import { expect, it } from '@jest/globals';
import type { call } from '../profiles/profiles.js';
import { everyKitchen } from './every-kitchen.js';

it('is asked for page after page by id, until the last', async () => {
  const asked: unknown[] = [];
  const pages = [
    { items: [{ id: 'a' }], next: 'more' },
    { items: [{ id: 'b' }], next: null },
  ];
  const ask = (...question: unknown[]) => Promise.resolve(pages[asked.push(question) - 1]);
  expect(await everyKitchen({}, ask as unknown as typeof call)).toEqual({
    items: [{ id: 'a' }, { id: 'b' }],
  });
  expect(asked).toEqual(
    [undefined, 'more'].map((cursor) => ['kitchens', { query: { limit: 200, cursor, order: 'id' } }, {}]),
  );
});
