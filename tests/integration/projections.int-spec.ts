import { randomUUID } from 'node:crypto';
import { createDataSource, foldPostings, lockKitchens, readContext, readReference } from '@bakeloop/db';
import { addAmounts, deriveKitchen, placesOf, type Amounts, type KitchenEvent } from '@bakeloop/domain';
import { Recorder, rebuildKitchen, ReferenceMemory } from '@bakeloop/record';
import { beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { atEnd } from '../support/cleanup.js';
import { dumpOf, expectLedgerAddsUp } from '../support/ledger.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { WILD_START_MS, wildDrafts, wildLog } from '../support/wild-log.js';

const DAY_MS = 86_400_000;

describeWith(['postgres'], 'totals', () => {
  let database: ReturnType<typeof createDataSource>;
  beforeAll(async () => {
    database = createDataSource(await freshDatabase(), 2);
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

  it('rest on where certificates and moves say the kitchen was; of very many certificates few are read (B1, P6)', async () => {
    const certificate = fc.record({
      day: fc.integer({ min: 0, max: 6 }),
      country: fc.option(fc.constantFrom('KE', 'UG', 'RW')),
      timeZone: fc.option(fc.constantFrom('Africa/Nairobi', 'Africa/Kigali')),
      position: fc.option(fc.constantFrom<[number, number]>([36, -1], [30, -2])),
    });
    const atDay = (day: number): string => new Date(WILD_START_MS + day * DAY_MS).toISOString();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(certificate, { maxLength: 12 }),
        fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 2 }),
        async (certificates, moveDays) => {
          const kitchenId = `placed-${++run}`;
          await database.transaction((sql) => lockKitchens(sql, [kitchenId], new Date()));
          for (const [index, { day, ...place }] of certificates.entries()) {
            const said = Object.entries(place).filter(([, value]) => value !== null);
            const machines = [{ id: `m-${index}`, idealKgPerHour: 1 }];
            await database.query(
              `WITH told AS (INSERT INTO birth (kitchen_id, version, content_hash, body, received_at)
                 VALUES ($1, $2::int, decode(md5($2::int::text), 'hex'), $3, $4) RETURNING version)
               UPDATE kitchen SET birth_version = (SELECT version FROM told) WHERE id = $1`,
              [kitchenId, index + 1, JSON.stringify({ ...Object.fromEntries(said), machines }), atDay(day)],
            );
          }
          const moves = moveDays.map((day, index) => ({
            id: randomUUID(),
            type: 'kitchen.moved',
            time: atDay(day),
            data: { position: [index, 0], place: 'there', country: 'TZ', timeZone: 'Africa/Dar_es_Salaam' },
          }));
          const receivedAt = new Date(WILD_START_MS + 40 * DAY_MS);
          for (const move of moves) {
            const { answers } = await new Recorder(database).settleEvents(kitchenId, [move], { receivedAt });
            expect(answers).toMatchObject([{ outcome: 'stored' }]);
          }

          let read = 0;
          const context = await readContext(
            {
              async query<T>(text: string, parameters?: unknown[]) {
                const rows = await database.query<T>(text, parameters);
                if (text.includes('FROM birth')) read += (rows as unknown[]).length;
                return rows;
              },
            },
            kitchenId,
            [],
          );
          // What one certificate leaves out is as an earlier one said.
          let known = { country: null, timeZone: null, position: null } as object;
          const births = certificates
            .toSorted((left, right) => left.day - right.day)
            .map(({ day, ...place }) => {
              known = { ...known, ...Object.fromEntries(Object.entries(place).filter(([, value]) => value)) };
              return { ...known, receivedAt: atDay(day) } as Parameters<typeof placesOf>[0][number];
            });
          expect(context.places).toEqual(placesOf(births, moves as KitchenEvent[]));
          const last = certificates.length - 1;
          expect(context.machines.map(({ id }) => id)).toEqual(last < 0 ? [] : [`m-${last}`]);
          expect(read).toBeLessThanOrEqual(5);
        },
      ),
      { numRuns: 100 },
    );
  });
});
