import { csvLine } from '@bakeloop/contracts';
import type { Response } from 'express';
import { sendFile } from './send-file.js';

/** Rows that a table reads at a time: as much as is in memory, however long it is. */
const ROWS_AT_ONCE = 1_000;

/** The columns of a table by their names, and what stands there of a row. */
export type Columns<T> = Readonly<Record<string, (row: T) => unknown>>;

/** Columns that show properties as they are. */
export const columnsOf = <T>(...names: readonly (keyof T & string)[]): Columns<T> =>
  Object.fromEntries(names.map((name) => [name, (row: T) => row[name]]));

/** Sends rows as CSV while they are read, at the pace of who takes them. @param name of the file, without its ending */
export async function sendTable<T>(
  response: Response,
  name: string,
  columns: Columns<T>,
  pages: AsyncIterable<readonly T[]> | Iterable<readonly T[]>,
): Promise<void> {
  const cells = Object.values(columns);
  async function* parts(): AsyncGenerator<string> {
    yield csvLine(Object.keys(columns));
    for await (const rows of pages) yield rows.map((row) => csvLine(cells.map((cell) => cell(row)))).join('');
  }
  // A name of a file is sent in Latin letters, and ends in no other header.
  await sendFile(response, `${name.replace(/[^\w.-]+/g, '-')}.csv`, parts());
}

/**
 * All pages of a list, one after the other. The first is read before this answers: a refusal is an answer then, and not half
 * a file.
 */
export async function everyPage<T>(
  read: (page: {
    limit: number;
    cursor: string | undefined;
  }) => Promise<{ items: readonly T[]; next: string | null }>,
): Promise<AsyncIterable<readonly T[]>> {
  const first = await read({ limit: ROWS_AT_ONCE, cursor: undefined });
  return (async function* () {
    for (let page = first; ;) {
      yield page.items;
      if (page.next === null) return;
      page = await read({ limit: ROWS_AT_ONCE, cursor: page.next });
    }
  })();
}
