/** A page of a list of the API. */
export interface Page<T> {
  items: readonly T[];
  /** Cursor of the next one; null: it is the last. */
  next: string | null;
}

/** The most rows that a page of the API has. */
const WHOLE_PAGE = 200;

/** Every row of a list, page after page: what is chosen from is needed whole. */
export async function everyPage<T>(
  read: (page: { limit: number; cursor: string | undefined }) => Promise<Page<T>>,
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await read({ limit: WHOLE_PAGE, cursor });
    all.push(...items);
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return all;
}
