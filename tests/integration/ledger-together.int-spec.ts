import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { topics } from '@bakeloop/contracts';
import {
  createDataSource,
  detectEngine,
  LedgerRepository,
  ReferenceRepository,
  type Engine,
} from '@bakeloop/db';
import { addAmounts, type Amounts, type KitchenEvent } from '@bakeloop/domain';
import { maintain, Recorder } from '@bakeloop/record';
import { beforeAll, expect, it } from '@jest/globals';
import { atEnd } from '../support/cleanup.js';
import { runBakeloop } from '../support/bakeloop.js';
import { eventually } from '../support/eventually.js';
import { expectLedgerAddsUp } from '../support/ledger.js';
import { startPostgres, type Postgres } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { randomLog } from '../support/random-log.js';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 2, 2, 6);
const KITCHENS = ['together-1', 'together-2', 'together-3'];
const SCOPES = ['portfolio', 'product:beam-2m', ...KITCHENS.map((id) => `kitchen:${id}`)];
const COUNTRIES = ['KE', 'NL', 'ID', 'BR'];
const ROUNDS = COUNTRIES.length;

describeWith(['postgres'], 'all at once', () => {
  let postgres: Postgres;
  let url: string;
  let engine: Engine;
  const databases: ReturnType<typeof createDataSource>[] = [];
  beforeAll(async () => {
    postgres = await startPostgres();
    url = await postgres.freshDatabase();
    for (let number = 0; number < 3; number += 1) {
      const database = createDataSource(url, 3);
      await database.initialize();
      atEnd(() => database.destroy());
      databases.push(database);
      if (number === 0) await database.runMigrations();
    }
    engine = await detectEngine(databases[0]!);
  });

  it('two doors, maintenance, births, moves, calibrations and publications lose, double and misdate nothing, also when the database is killed', async () => {
    const [one, other, own] = databases;
    if (!one || !other || !own) throw new Error('three databases were opened');
    const doors = { http: new Recorder(one), mqtt: new Recorder(other) };
    const ledger = new LedgerRepository(own);
    const session = randomUUID();
    // Whoever lost the database tells it again: what was committed all the same is a duplicate.
    const insist = (tell: () => Promise<unknown>): Promise<unknown> => eventually(tell, { withinMs: 30_000 });
    const message = (kitchenId: string, stream: 'birth' | 'events' | 'telemetry', body: object) => ({
      topic: topics.of(kitchenId, stream),
      payload: Buffer.from(JSON.stringify({ session, ...body })),
      receivedAt: new Date(),
    });

    const born = (kitchenId: string, round: number) =>
      doors.mqtt.settle([
        message(kitchenId, 'birth', {
          country: COUNTRIES[round],
          timeZone: ['Africa/Nairobi', 'Pacific/Auckland', 'America/Sao_Paulo', 'UTC'][round],
          machines: [{ id: 'extruder-1', type: 'extruder', idealKgPerHour: 20 + round }],
          channels: [{ name: 'extruder-1/energy', unit: 'kWh', kind: 'counter' }],
        }),
      ]);
    /** Readings of a meter over a hundred half hours, some minutes into each. */
    const metered = (
      kitchenId: string,
      seq: number,
      half: number,
      minutes: number,
      values: (index: number) => number,
    ) =>
      doors.mqtt.settle([
        message(kitchenId, 'telemetry', {
          seq,
          records: Array.from({ length: 100 }, (_, index) => ({
            n: 'extruder-1/energy',
            bt: START_MS / 1_000 + (half + index) * 1_800 + minutes * 60,
            v: values(half + index),
          })),
        }),
      ]);
    const ofPlace = (kitchenId: string, round: number): KitchenEvent[] => {
      const base = { id: randomUUID(), time: new Date(START_MS + round * 4 * DAY_MS).toISOString() };
      if (round === 1 && kitchenId === KITCHENS[0])
        return [
          {
            ...base,
            type: 'kitchen.moved',
            data: { position: [174, -36], place: 'Auckland', country: 'NZ', timeZone: 'Pacific/Auckland' },
          },
        ];
      return [
        {
          ...base,
          type: 'scale.calibrated',
          data: {
            scaleId: 'scale-1',
            referenceGrams: 20_000,
            readGrams: 20_000 + round,
            uncertaintyGrams: 10,
          },
        },
      ];
    };
    /** A new version of what becomes of waste in a country, unless there is that version already. */
    const published = async (round: number, version: number, landfill: number): Promise<void> => {
      const reference = new ReferenceRepository(own);
      const [newest] = await reference.versions('baseline', COUNTRIES[round]?.toLowerCase() ?? '');
      if (newest === undefined) throw new Error('the seeds know every country here');
      if (newest.version >= version) return;
      const shares = { dump: 1 - landfill, landfill, 'open-burning': 0, 'energy-recovery': 0 };
      const next = {
        ...newest,
        version,
        publishedAt: new Date().toISOString(),
        body: { ...newest.body, shares },
      } as typeof newest;
      await reference.publish(next, null);
    };
    const drained = async (): Promise<void> => {
      for (let more = true; more;) {
        const done = await maintain(own, engine, Date.now());
        expect(done.failures).toEqual([]);
        ({ more } = done);
      }
    };

    const logs = new Map(
      KITCHENS.map((id, index) => [id, randomLog({ seed: 40 + index, batches: 6, startMs: START_MS })]),
    );
    const told: { at: Date; sums: Map<string, Amounts> }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      let isOver = false;
      const maintenance = (async () => {
        // What fails while the database is away is done in another round.
        while (!isOver) await maintain(own, engine, Date.now()).catch(() => wait(20));
      })();
      const work = KITCHENS.flatMap((id) => {
        const part = (logs.get(id) ?? []).filter((_, index) => (index * 7) % ROUNDS === round);
        const events = [...part, ...ofPlace(id, round)];
        const half = Math.ceil(events.length / 2);
        return [
          async () => {
            await insist(() => born(id, round));
            for (let from = 0; from < half; from += 4)
              await insist(() =>
                doors.http.settleEvents(id, events.slice(from, Math.min(half, from + 4)), {
                  receivedAt: new Date(),
                }),
              );
          },
          async () => {
            await insist(() => metered(id, round + 1, round * 100, 0, (value) => value));
            for (let from = half; from < events.length; from += 5)
              await insist(() =>
                doors.mqtt.settle([
                  message(id, 'events', {
                    seq: round * 1_000 + from + 1,
                    events: events.slice(from, from + 5),
                  }),
                ]),
              );
          },
        ];
      });
      const kill = async (): Promise<void> => {
        await wait(150);
        if (round !== 2) return;
        await postgres.kill9();
        await postgres.restart();
      };
      await Promise.all([...work.map((run) => run()), insist(() => published(round, 2, 0.3)), kill()]);
      // After the batches finished: what they used becomes known, or another.
      for (const id of KITCHENS)
        await insist(() => metered(id, ROUNDS + round + 1, round * 100, 15, () => 0));
      isOver = true;
      await maintenance;
      await drained();
      await published(round, 3, 0.7);
      await drained();
      await wait(2);
      const at = new Date();
      const sums = new Map<string, Amounts>();
      for (const scope of SCOPES) sums.set(scope, await ledger.amounts(scope));
      told.push({ at, sums });
      await wait(2);
    }

    await expectLedgerAddsUp(own);
    const causes = await own.query<{ cause: string }[]>(`SELECT DISTINCT cause FROM posting ORDER BY cause`);
    expect(causes.map(({ cause }) => cause)).toEqual(['event', 'meters', 'place', 'reference']);
    for (const { at, sums } of told)
      for (const [scope, amounts] of sums)
        expect([scope, await ledger.amounts(scope, { knownOn: at })]).toEqual([scope, amounts]);
    for (const [index, { at, sums }] of told.entries())
      for (const scope of SCOPES) {
        const before = told[index - 1];
        const since = before?.at ?? new Date(0);
        const quantities = Object.keys({ ...before?.sums.get(scope), ...sums.get(scope) });
        const changes = await ledger.changes(scope, {}, { since, until: at }, quantities, { limit: 10_000 });
        const explained = changes.reduce<Amounts>((sum, { amounts }) => addAmounts(sum, amounts), {});
        expect([scope, explained]).toEqual([
          scope,
          addAmounts(sums.get(scope) ?? {}, before?.sums.get(scope) ?? {}, -1),
        ]);
      }
    // The facts alone, and the meters read anew, give what all of them together gave.
    expect(await runBakeloop(['rebuild', '--check'], { DATABASE_URL: url })).toMatchObject({ code: 0 });
    const postings = await own.query(`SELECT count(*)::int AS n FROM posting`);
    await own.query(`UPDATE batch SET energy_stale = true`);
    for (let more = true; more;) ({ more } = await maintain(own, engine, Date.now()));
    expect(await own.query(`SELECT count(*)::int AS n FROM posting`)).toEqual(postings);
  }, 120_000);
});
