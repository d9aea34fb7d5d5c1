/** SQLSTATE of an error of the database, if it has one. */
function sqlState(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}

/**
 * Whether the data is at fault (class 22 data exception, 23 integrity, 54000 a value larger than the server takes; or
 * content that our own code cannot walk), so that trying again cannot help. An allowlist: everything else, from a lost
 * connection to a full disk or a missing table, keeps the messages unacknowledged.
 *
 * Of class 54 only 54000 is of the data: a key too long for an index, a text too long for JSON. Where it means the server
 * as a whole (its transaction ids have run out), no letter can be written either, and nothing is settled. The others are
 * ours or the operator's: 54001 a statement too deep for the stack, since what is nested without end is refused before it
 * gets to the database; 54011 too many columns, and 54023 too many arguments, of what we wrote.
 */
export function isOfTheData(error: unknown): boolean {
  return error instanceof RangeError || /^(22|23|54000$)/.test(sqlState(error) ?? '');
}

/** Whether the server cannot do what was asked at all (0A000). */
export function isUnsupported(error: unknown): boolean {
  return sqlState(error) === '0A000';
}

/** Two writers met: 40001 serialization failure, 40P01 deadlock. The loser simply goes again. */
const MEETING = new Set(['40001', '40P01']);
const MAX_MEETINGS = 5;

export async function retryTransient<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await run();
    } catch (error) {
      if (attempt >= MAX_MEETINGS || !MEETING.has(sqlState(error) ?? '')) throw error;
    }
}

/** Whether a row was there already (23505). */
export function isRepetition(error: unknown): boolean {
  return sqlState(error) === '23505';
}
