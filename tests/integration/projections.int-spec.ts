import { createDataSource, foldPostings, lockKitchens, readContext, readReference } from '@bakeloop/db';
import { addAmounts, deriveKitchen, type Amounts, type KitchenEvent } from '@bakeloop/domain';
import { Recorder, rebuildKitchen, ReferenceMemory } from '@bakeloop/record';
import { beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { atEnd } from '../support/cleanup.js';
import { dumpOf, expectLedgerAddsUp } from '../support/ledger.js';
import { startPostgres } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { WILD_START_MS, wildDrafts, wildLog } from '../support/wild-log.js';

const DAY_MS = 86_400_000;

describeWith(['postgres'], 'totals', () => {
  let database: ReturnType<typeof createDataSource>;
  beforeAll(async () => {
    const postgres = await startPostgres();
    database = createDataSource(await postgres.freshDatabase(), 2);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
  });

  /** What the projection says, day by day. */
  async function projected(kitchenId: string): Promise<Map<string, Amounts>> {
    const rows = await database.query<{ day: string; amounts: Amounts }[]>(
      `SELECT to_char(start, 'YYYY-MM-DD') AS day, amounts FROM total
       WHERE scope = 'kitchen:' || $1::text AND grain = 'day' ORDER BY start`,
      [kitchenId],
    );
    return new Map(rows.map(({ day, amounts }) => [day, addAmounts(amounts, {})]));
  }

  async function recomputed(
    kitchenId: string,
    events: readonly KitchenEvent[],
  ): Promise<Map<string, Amounts>> {
    const context = await readContext(database, kitchenId, await readReference(database));
    const noMeter = () => ({ reason: 'extruder-1 has no energy meter (a kWh counter extruder-1/energy)' });
    const days = new Map<string, Amounts>();
    for (const { day, amounts } of deriveKitchen(events, context, noMeter).contributions)
      days.set(day, addAmounts(days.get(day) ?? {}, amounts));
    return new Map(
      [...days].filter(([, sum]) => Object.keys(sum).length > 0).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }

  it('moved by difference equal a full recomputation, in any order and repetition; a rebuild changes nothing (E3, P6)', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        wildDrafts,
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 6 }),
        async (all, dice, size) => {
          const kitchenId = `random-${++run}`;
          const events = wildLog(all, kitchenId);
          // Every event once, some twice, in an order of chance, in posts of chance.
          const sent = [...events, ...events.filter((_, index) => (dice.next().value ?? 0) % 3 === index % 3)]
            .map((event) => ({ event, order: dice.next().value ?? 0 }))
            .sort((left, right) => left.order - right.order)
            .map(({ event }) => event);
          const recorder = new Recorder(database);
          for (let from = 0; from < sent.length; from += size) {
            await recorder.settleEvents(kitchenId, sent.slice(from, from + size), {
              receivedAt: new Date(WILD_START_MS + 40 * DAY_MS + from * 1_000),
            });
            if (from % 3 === 0) await database.transaction((sql) => foldPostings(sql, 10));
          }
          expect(await projected(kitchenId)).toEqual(await recomputed(kitchenId, events));

          const before = await dumpOf(database, kitchenId);
          const rebuilt = await database.transaction(async (sql) => {
            await lockKitchens(sql, [kitchenId], new Date());
            const origin = { cause: 'method' as const, eventId: null, knownAt: new Date() };
            // A page of few events: facts, their versions and the events of a batch come in different ones.
            return rebuildKitchen(sql, new ReferenceMemory(), kitchenId, origin, { eventsAtOnce: size });
          });
          expect(rebuilt).toEqual({
            events: events.length,
            batchIds: [],
            lots: 0,
            contributions: 0,
            totals: 0,
          });
          expect(await dumpOf(database, kitchenId)).toEqual(before);
        },
      ),
      { numRuns: 40 },
    );
    await expectLedgerAddsUp(database);
    while ((await database.transaction((sql) => foldPostings(sql, 100))) > 0);
    await expectLedgerAddsUp(database);
  });
});
