import { expect, it } from '@jest/globals';
import { everyPage } from './every-page.js';

it('reads a list to its end, however many pages it has', async () => {
  const kitchens = Array.from({ length: 450 }, (_, index) => `kitchen-${String(index)}`);
  const asked: (string | undefined)[] = [];
  const all = await everyPage(({ limit, cursor }) => {
    asked.push(cursor);
    const from = Number(cursor ?? 0);
    const next = from + limit < kitchens.length ? String(from + limit) : null;
    return Promise.resolve({ items: kitchens.slice(from, from + limit), next });
  });
  expect(all).toEqual(kitchens);
  expect(asked).toEqual([undefined, '200', '400']);
});
