import { topics } from '@bakeloop/contracts';
import type { createDataSource } from '@bakeloop/db';
import { expect } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { projectedTotals } from '../support/totals.js';
import { wrongBuckets } from '../support/wrong-buckets.js';
import { sha256, type Made, type Pack } from './packs.js';

type Database = ReturnType<typeof createDataSource>;
type Sql = Pick<Database, 'query'>;

/** What became of a fleet's packs. Anything but zero in `lost`, `doubled` and `strangers` is a fault of the platform. */
export interface Verdict {
  /** Readings, events and records to be refused, as they were made. */
  produced: number;
  /** Readings and events in the database. */
  stored: number;
  /** Sendings beyond the first of each pack: all had to be recognised. */
  duplicates: number;
  dead: number;
  lost: number;
  /** What counts more than once: in a total; and buckets of rollups that hold anything else than the readings do. */
  doubled: number;
  /** In the database and never made. */
  strangers: number;
}

/** S9: every rollup is right within a minute. */
const ROLLUPS_WITHIN_MS = 60_000;

/**
 * Compares the set that was made with the set that is in the database, exactly: readings to the bit, events by id and
 * total, dead letters by message and position; and every bucket of every rollup with the readings.
 */
export async function judge(sql: Sql, made: Made, rollupsWithinMs = ROLLUPS_WITHIN_MS): Promise<Verdict> {
  const wanted = {
    readings: new Map(
      made.packs.flatMap((pack) =>
        pack.readings.map(({ channel, timeMs, value }) => [
          `${pack.kitchenId} ${channel} ${timeMs}`,
          String(value),
        ]),
      ),
    ),
    events: new Map(made.packs.flatMap((pack) => pack.events.map(({ id }) => [id, pack.kitchenId]))),
    letters: new Map(made.packs.flatMap((pack) => pack.bad.map((bad) => [letterKey(pack, bad), '1']))),
  };
  const ids = made.kitchens.map(({ id }) => id);
  const found = {
    readings: await readingsOf(sql, ids),
    events: await eventsOf(sql, ids),
    letters: await lettersOf(sql, ids),
  };
  const pairs = [
    [wanted.readings, found.readings],
    [wanted.events, found.events],
    [wanted.letters, found.letters],
  ] as const;
  const lost = sum(pairs, ([all, got]) => [...all].filter(([key, value]) => got.get(key) !== value).length);
  const strangers = sum(pairs, ([all, got]) => [...got.keys()].filter((key) => !all.has(key)).length);
  return {
    produced: sum(pairs, ([all]) => all.size),
    stored: found.readings.size + found.events.size,
    duplicates: made.sent - made.packs.length,
    dead: found.letters.size,
    lost,
    doubled: (await doubledInTotals(sql, made)) + (await doubledInRollups(sql, ids, rollupsWithinMs)),
    strangers,
  };
}

/** `judge`, and nothing may be wrong. */
export async function expectExactly(sql: Sql, made: Made): Promise<Verdict> {
  const verdict = await judge(sql, made);
  expect(verdict).toMatchObject({ lost: 0, doubled: 0, strangers: 0 });
  expect(verdict.stored + verdict.dead).toBe(verdict.produced);
  return verdict;
}

/**
 * The accounts at this moment, whatever is under way: received = stored + duplicate + dead-lettered; of every pack that is
 * settled all is stored or dead-lettered, of any other nothing is; and no pack is acknowledged that is not settled (P2).
 */
export async function expectAccountsBalance(database: Database, made: Made): Promise<void> {
  const ids = made.kitchens.map(({ id }) => id);
  const acknowledged = made.acknowledged();
  await database.transaction('REPEATABLE READ', async (sql) => {
    const settled = await settledPacks(sql, ids);
    const letters = await lettersOf(sql, ids);
    // A pack with a refusal is not remembered: that its letter is there says that it is settled.
    const isSettled = (pack: Pack): boolean =>
      settled.has(packKey(pack)) || pack.bad.some((bad) => letters.has(letterKey(pack, bad)));
    const packs = made.packs.filter(isSettled);
    const [rows] = await sql.query<
      { readings: number; events: number; tallied: number; unaccounted: number }[]
    >(
      `SELECT (SELECT count(*) FROM reading r JOIN channel c ON c.id = r.channel_id WHERE c.kitchen_id = ANY($1)) AS readings,
              (SELECT count(*) FROM event WHERE kitchen_id = ANY($1)) AS events,
              (SELECT coalesce(sum(stored), 0)::int8 FROM tally WHERE kitchen_id = ANY($1)) AS tallied,
              (SELECT coalesce(sum(received - stored - duplicate - dead_lettered), 0)::int8 FROM tally) AS unaccounted`,
      [ids],
    );
    expect({
      ...rows,
      letters: letters.size,
      unsettled: acknowledged.filter((pack) => !isSettled(pack)).length,
    }).toEqual({
      readings: sum(packs, ({ readings }) => readings.length),
      events: sum(packs, ({ events }) => events.length),
      tallied: sum(packs, ({ readings, events }) => readings.length + events.length),
      unaccounted: 0,
      letters: sum(packs, ({ bad }) => bad.length),
      unsettled: 0,
    });
  });
}

const sum = <T>(things: readonly T[], of: (thing: T) => number): number =>
  things.reduce((total, thing) => total + of(thing), 0);
const packKey = ({ kitchenId, stream, seq }: Pick<Pack, 'kitchenId' | 'stream' | 'seq'>): string =>
  `${kitchenId} ${stream} ${seq}`;
const letterKey = (pack: Pack, bad: Pack['bad'][number]): string =>
  `${topics.of(pack.kitchenId, pack.stream)} ${sha256(pack.body)} ${bad.position} ${bad.reason}`;

async function readingsOf(sql: Sql, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.query<{ key: string; value: number }[]>(
    `SELECT c.kitchen_id || ' ' || c.name || ' ' || (extract(epoch FROM r.device_time) * 1000)::int8 AS key, r.value
     FROM reading r JOIN channel c ON c.id = r.channel_id WHERE c.kitchen_id = ANY($1)`,
    [ids],
  );
  return new Map(rows.map(({ key, value }) => [key, String(value)]));
}

async function eventsOf(sql: Sql, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.query<{ id: string; kitchen_id: string }[]>(
    `SELECT id, kitchen_id FROM event WHERE kitchen_id = ANY($1)`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row.kitchen_id]));
}

async function lettersOf(sql: Sql, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.query<{ key: string }[]>(
    `SELECT topic || ' ' || encode(digest, 'hex') || ' ' || position || ' ' || reason AS key FROM dead_letter
     WHERE kitchen_id = ANY($1)`,
    [ids],
  );
  return new Map(rows.map(({ key }) => [key, '1']));
}

async function settledPacks(sql: Sql, ids: readonly string[]): Promise<Set<string>> {
  const rows = await sql.query<{ kitchen_id: string; stream: Pack['stream']; first: number; last: number }[]>(
    `SELECT kitchen_id, stream, lower(r) AS first, upper(r) - 1 AS last FROM pack, unnest(settled) AS r
     WHERE kitchen_id = ANY($1)`,
    [ids],
  );
  return new Set(
    rows.flatMap(({ kitchen_id: kitchenId, stream, first, last }) =>
      Array.from({ length: last - first + 1 }, (_, index) =>
        packKey({ kitchenId, stream, seq: first + index }),
      ),
    ),
  );
}

/** Deliveries and grams in the totals beyond those that were made; grams that are missing would be lost events. */
async function doubledInTotals(sql: Sql, made: Made): Promise<number> {
  let doubled = 0;
  for (const { id } of made.kitchens) {
    const events = made.packs.filter((pack) => pack.kitchenId === id).flatMap((pack) => pack.events);
    if (events.length === 0) continue;
    const totals = await projectedTotals(sql, id);
    doubled += Math.abs(totals.intakeCount - events.length);
    if (totals.intakeGrossGrams !== sum(events, ({ grossGrams }) => grossGrams)) doubled++;
  }
  return doubled;
}

/** Buckets of the rollups that differ from the readings in anything. */
function doubledInRollups(sql: Sql, ids: readonly string[], withinMs: number): Promise<number> {
  const difference = async (): Promise<number> => (await wrongBuckets(sql, ids)).length;
  return eventually(
    async () => {
      const n = await difference();
      if (n > 0) throw new Error(`${n} buckets of the rollups differ from the readings`);
      return n;
    },
    { withinMs, everyMs: 250 },
  ).catch(difference);
}
