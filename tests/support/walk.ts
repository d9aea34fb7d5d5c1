import { expect } from '@jest/globals';

/**
 * Every row of a list of the API, page by page.
 * @param page answers `limit=…` and, from the second page on, `&cursor=…`
 * @param between what happens before each further page
 */
export async function walk<T>(
  page: (query: string) => Promise<{ items: readonly T[]; next: string | null }>,
  limit: number,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<T[]> {
  const all: T[] = [];
  let query = `limit=${limit}`;
  for (;;) {
    const { items, next } = await page(query);
    expect(items.length).toBeLessThanOrEqual(limit);
    all.push(...items);
    if (next === null) return all;
    query = `limit=${limit}&cursor=${next}`;
    await between();
  }
}
