import { CANARY_ID } from '@bakeloop/contracts';
import {
  type Database,
  foldPostings,
  lockKitchens,
  rederiveOf,
  setSharedTotals,
  type Sql,
} from '@bakeloop/db';
import { rebuildKitchen, ReferenceMemory, type Rebuilt } from '@bakeloop/record';
import { UserError } from './user-error.js';

/** Events of one kitchen between two lines of progress. */
const SAY_EVERY = 10_000;
/** Postings folded in one transaction. */
const POSTINGS_AT_ONCE = 2_000;

export interface RebuildOptions {
  /** Only this kitchen; undefined: all of them, and the totals they share. */
  kitchen?: string | undefined;
  /** Only tell what would change. */
  check: boolean;
}

export interface RebuildSummary {
  kitchens: number;
  events: number;
  /** What was otherwise than the facts say, one line each; empty when all was right. */
  differences: string[];
}

/** Ends a transaction whose work is only looked at. */
class OnlyLooked extends Error {
  constructor(readonly answer: unknown) {
    super('nothing is kept of a check');
  }
}

/**
 * Derives everything again from the facts, kitchen by kitchen, each in a transaction that holds that kitchen's writers for
 * its time, and with them whatever came in one group with it: safe while Bakeloop runs, and slow for others where a log is
 * long. What differs is put right and posted; with `check` nothing is kept.
 * @throws UserError for an unknown kitchen
 */
export async function rebuild(
  database: Database,
  options: RebuildOptions,
  say: (line: string) => void,
): Promise<RebuildSummary> {
  const kitchens = await database.query<{ id: string }[]>(
    `SELECT id FROM kitchen WHERE ($1::text IS NULL OR id = $1) AND id <> $2 ORDER BY id`,
    [options.kitchen ?? null, CANARY_ID],
  );
  if (options.kitchen !== undefined && kitchens.length === 0)
    throw new UserError(`There is no kitchen "${options.kitchen}". The fleet page lists the ids of all.`);
  const reference = new ReferenceMemory();
  const summary: RebuildSummary = { kitchens: 0, events: 0, differences: [] };
  const startedMs = performance.now();
  for (const { id } of kitchens) {
    const rebuilt = await inTransaction(database, options.check, async (sql) => {
      await lockKitchens(sql, [id], new Date());
      const { cause } = await rederiveOf(sql, id, 0);
      const origin = { cause: cause ?? ('method' as const), eventId: null, knownAt: new Date() };
      const said = { log: 0, batches: 0 };
      return rebuildKitchen(sql, reference, id, origin, {
        // A log of years takes a while: whoever waits sees that it goes on.
        onPage: (of, events) => {
          if (events < said[of] + SAY_EVERY) return;
          said[of] = events;
          say(`${id}: ${events} events ${of === 'log' ? 'read' : 'of batches derived'}`);
        },
      });
    });
    summary.kitchens++;
    summary.events += rebuilt.events;
    const differences = differencesOf(rebuilt);
    if (differences) summary.differences.push(`${id}: ${differences}`);
    const rate = Math.round(summary.events / ((performance.now() - startedMs) / 1000));
    say(
      `${summary.kitchens} of ${kitchens.length} kitchens, ${summary.events} events, ${rate} events/s: ${id} ${differences ?? 'is as its facts say'}`,
    );
  }
  if (options.kitchen === undefined) {
    const wrong = await inTransaction(database, options.check, setSharedTotals);
    if (wrong > 0) summary.differences.push(`${wrong} totals of the portfolio and of products`);
    say(
      `The totals that kitchens share ${wrong > 0 ? `differ in ${wrong} rows` : 'are the sums of theirs'}.`,
    );
    if (!options.check)
      while ((await database.transaction((sql) => foldPostings(sql, POSTINGS_AT_ONCE))) === POSTINGS_AT_ONCE);
  }
  return summary;
}

function differencesOf({ batchIds, lots, contributions, totals }: Rebuilt): string | null {
  const parts = [
    count(batchIds.length, 'batch', 'batches'),
    count(lots, 'lot', 'lots'),
    count(contributions, 'contribution', 'contributions'),
    count(totals, 'total', 'totals'),
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : `differs in ${parts.join(', ')}`;
}

function count(number: number, one: string, many: string): string | null {
  return number === 0 ? null : `${number} ${number === 1 ? one : many}`;
}

async function inTransaction<T>(
  database: Database,
  onlyLook: boolean,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  try {
    return await database.transaction(async (sql) => {
      const answer = await work(sql);
      if (onlyLook) throw new OnlyLooked(answer);
      return answer;
    });
  } catch (error) {
    if (error instanceof OnlyLooked) return error.answer as T;
    throw error;
  }
}
