import type { Sql } from '../engine.js';

/** Rows that are held at once; whole messages, of up to 256 KiB each, are fewer. */
const ROWS_A_PAGE = 2_000;
export const MESSAGES_A_PAGE = 50;

/** The answer to one question, a page at a time: the server holds the rest. */
export async function* pages<T>(
  sql: Sql,
  text: string,
  parameters: unknown[],
  rowsAPage = ROWS_A_PAGE,
): AsyncGenerator<T[]> {
  await sql.query(`DECLARE leaving NO SCROLL CURSOR FOR ${text}`, parameters);
  for (let more = true; more;) {
    const page = await sql.query<T[]>(`FETCH ${rowsAPage} FROM leaving`);
    if (page.length > 0) yield page;
    more = page.length === rowsAPage;
  }
  // Where something failed the transaction is over, and the cursor with it.
  await sql.query(`CLOSE leaving`);
}
