import { randomUUID } from 'node:crypto';
import { topics } from '@bakeloop/contracts';
import {
  adoptMethod,
  createDataSource,
  detectEngine,
  foldPostings,
  LedgerRepository,
  type Engine,
} from '@bakeloop/db';
import type { Amounts, BatchMeters, KitchenEvent } from '@bakeloop/domain';
import { maintain, Recorder } from '@bakeloop/record';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { runBakeloop } from '../support/bakeloop.js';
import { mb1Events } from '../support/batch-log.js';
import { atEnd } from '../support/cleanup.js';
import { onEachEngine } from '../support/engines.js';
import { dumpOf, expectLedgerAddsUp } from '../support/ledger.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { randomLog } from '../support/random-log.js';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 2, 2, 6);

type Database = ReturnType<typeof createDataSource>;

async function opened(url: string): Promise<{ database: Database; engine: Engine }> {
  const database = createDataSource(url, 3);
  await database.initialize();
  atEnd(() => database.destroy());
  await database.runMigrations();
  return { database, engine: await detectEngine(database) };
}

/** Rounds of maintenance until nothing is due; none may fail. */
async function maintained(database: Database, engine: Engine, nowMs = Date.now()): Promise<void> {
  for (let more = true; more;) {
    const round = await maintain(database, engine, nowMs);
    expect(round.failures).toEqual([]);
    more = round.more;
  }
}

const moved = (timeMs: number, timeZone: string): KitchenEvent => ({
  id: randomUUID(),
  type: 'kitchen.moved',
  time: new Date(timeMs).toISOString(),
  data: { position: [174, -36], place: 'Auckland', country: 'NZ', timeZone },
});

describeWith(['postgres'], 'the ledger', () => {
  let url: string;
  let database: Database;
  let engine: Engine;
  let ledger: LedgerRepository;
  let recorder: Recorder;
  let count = 0;
  beforeAll(async () => {
    url = await freshDatabase();
    ({ database, engine } = await opened(url));
    ledger = new LedgerRepository(database);
    recorder = new Recorder(database);
  });
  const newKitchen = (): string => `ledger-${++count}`;
  const log = (kitchenId: string, events: readonly KitchenEvent[], receivedAt: Date) =>
    recorder.settleEvents(kitchenId, events, { receivedAt });
  const causesOf = async (kitchenId: string): Promise<string[]> =>
    (
      await database.query<{ cause: string }[]>(
        `SELECT DISTINCT cause FROM posting WHERE kitchen_id = $1 ORDER BY cause`,
        [kitchenId],
      )
    ).map(({ cause }) => cause);

  describe('as it was known', () => {
    const quantities = ['intakeNetGrams', 'goodGrams', 'recycledMg', 'eventCount'];
    const events = randomLog({ seed: 11, batches: 12, startMs: START_MS });
    const arrivals: { at: Date; said: Amounts }[] = [];
    let kitchenId: string;
    beforeAll(async () => {
      kitchenId = newKitchen();
      // Late and out of order: every third event first.
      const late = [0, 1, 2].flatMap((third) => events.filter((_, index) => index % 3 === third));
      for (let from = 0; from < late.length; from += 20) {
        const at = new Date(START_MS + 90 * DAY_MS + from * 60_000);
        await log(kitchenId, late.slice(from, from + 20), at);
        arrivals.push({ at, said: await ledger.amounts(`kitchen:${kitchenId}`) });
      }
    });

    it('a total of any earlier moment is told again, to the last gram', async () => {
      for (const { at, said } of arrivals)
        expect(await ledger.amounts(`kitchen:${kitchenId}`, { knownOn: at })).toEqual(said);
      const before = new Date(arrivals[0]!.at.getTime() - 1);
      expect(await ledger.amounts(`kitchen:${kitchenId}`, { knownOn: before })).toEqual({});
    });

    it('the difference is explained change by change, each with the event that caused it', async () => {
      const [early, now] = [arrivals[2]!, arrivals.at(-1)!];
      const scope = `kitchen:${kitchenId}`;
      const sums: Record<string, number> = {};
      let after: { at: string; id: number } | undefined;
      for (let page; page === undefined || page.length > 0;) {
        page = await ledger.changes(scope, {}, { since: early.at, until: now.at }, quantities, {
          after,
          limit: 7,
        });
        for (const change of page) {
          expect(change).toMatchObject({ cause: 'event', eventReceivedAt: change.knownAt });
          for (const [key, amount] of Object.entries(change.amounts)) sums[key] = (sums[key] ?? 0) + amount;
        }
        after = page.at(-1);
      }
      for (const [key, sum] of Object.entries(sums))
        expect([key, sum]).toEqual([key, (now.said[key] ?? 0) - (early.said[key] ?? 0)]);
    });

    it('leaves add up to the figure, now and as it was known, each leaf on just one page', async () => {
      for (const knownOn of [undefined, arrivals[3]!.at])
        for (const scope of [`kitchen:${kitchenId}`, 'product:beam-2m', `machine:${kitchenId}/extruder-1`]) {
          const amounts = await ledger.amounts(scope, { knownOn });
          const { sum, leaves } = await ledger.leafSum(scope, { knownOn }, quantities);
          const ofFigure = Object.entries(amounts).filter(([key]) =>
            quantities.includes(key.split(':')[0] ?? ''),
          );
          expect(sum).toEqual(Object.fromEntries(ofFigure));
          const met = new Set<string>();
          const seen: Record<string, number> = {};
          let after: Awaited<ReturnType<typeof ledger.leaves>>[number] | undefined;
          for (let page; page === undefined || page.length > 0;) {
            page = await ledger.leaves(scope, { knownOn }, quantities, { after, limit: 9 });
            for (const leaf of page) {
              met.add(`${leaf.kitchenId} ${leaf.subject} ${leaf.day}`);
              for (const [key, amount] of Object.entries(leaf.amounts)) seen[key] = (seen[key] ?? 0) + amount;
            }
            after = page.at(-1);
          }
          expect(met.size).toBe(leaves);
          for (const key of Object.keys(seen)) expect([key, seen[key]]).toEqual([key, sum[key] ?? 0]);
        }
    });
  });

  it('a period is the sum of its days, whatever rows it is read from', async () => {
    const kitchenId = newKitchen();
    const startMs = Date.UTC(2023, 10, 20);
    for (let month = 0; month < 26; month += 1)
      await log(
        kitchenId,
        mb1Events({ batchId: `M-${month}`, startMs: startMs + month * 30 * DAY_MS }),
        new Date(),
      );
    const days = await database.query<{ day: string; n: number }[]>(
      `SELECT to_char(day, 'YYYY-MM-DD') AS day, sum((amounts->>'eventCount')::int)::int AS n FROM contribution
       WHERE kitchen_id = $1 GROUP BY 1 ORDER BY 1`,
      [kitchenId],
    );
    for (const [from, to] of [
      ['2023-11-20', '2026-01-09'],
      ['2024-01-01', '2024-12-31'],
      ['2023-12-20', '2024-02-01'],
      [undefined, '2024-06-15'],
      ['2024-06-15', undefined],
    ]) {
      const inside = days.filter(({ day }) => (!from || day >= from) && (!to || day <= to));
      const sum = (await ledger.amounts(`kitchen:${kitchenId}`, { from, to })).eventCount ?? 0;
      expect(sum).toBe(inside.reduce((total, { n }) => total + n, 0));
    }
  });

  it('two processes that fold at once count each posting once, and a query is exact at every moment', async () => {
    const kitchenId = newKitchen();
    const before = (await ledger.amounts('portfolio')).intakeNetGrams;
    await log(kitchenId, randomLog({ seed: 3, batches: 10, startMs: START_MS }), new Date());
    const told = await ledger.amounts('portfolio');
    expect(told.intakeNetGrams).not.toBe(before ?? 0);
    const fold = async (): Promise<void> => {
      for (let idle = 0; idle < 3;) {
        const folded = await database.transaction((sql) => foldPostings(sql, 7));
        expect(await ledger.amounts('portfolio')).toEqual(told);
        idle = folded === 0 ? idle + 1 : 0;
      }
    };
    await Promise.all([fold(), fold()]);
    expect(await database.query(`SELECT count(*)::int AS n FROM posting WHERE NOT folded`)).toEqual([
      { n: 0 },
    ]);
    await expectLedgerAddsUp(database);
  });

  it('a short log follows a move at once, a long one with the next maintenance; both say why', async () => {
    for (const [more, cause] of [
      [0, 'event'],
      [2_000, 'place'],
    ] as const) {
      const kitchenId = newKitchen();
      const batches = randomLog({ seed: 100 + more, batches: 6, startMs: START_MS });
      const upkeep = Array.from({ length: more }, (_, index): KitchenEvent => ({
        id: randomUUID(),
        type: 'maintenance.recorded',
        time: new Date(START_MS + index * 60_000).toISOString(),
        data: { machine: 'extruder-1', task: 'grease' },
      }));
      const events = [...batches, ...upkeep];
      for (let from = 0; from < events.length; from += 400)
        await log(kitchenId, events.slice(from, from + 400), new Date(START_MS + 500 * DAY_MS));
      const known = await ledger.amounts(`kitchen:${kitchenId}`);
      await log(kitchenId, [moved(START_MS, 'Pacific/Auckland')], new Date());
      if (cause === 'place') {
        expect(await causesOf(kitchenId)).toEqual(['event']);
        await maintained(database, engine);
      }
      expect(await causesOf(kitchenId)).toEqual([...new Set(['event', cause])].sort());
      // The same masses, on the days of the other side of the world.
      const now = await ledger.amounts(`kitchen:${kitchenId}`);
      for (const key of ['intakeGrossGrams', 'feedGrams:flake', 'goodGrams:beam-2m'])
        expect([key, now[key]]).toEqual([key, known[key]]);
      const [wrong] = await database.query<{ n: number }[]>(
        `SELECT count(*)::int AS n FROM contribution WHERE kitchen_id = $1 AND day <> (at AT TIME ZONE 'Pacific/Auckland')::date`,
        [kitchenId],
      );
      expect(wrong).toEqual({ n: 0 });
      const whereIs = async (): Promise<unknown> =>
        (
          await database.query<unknown[]>(
            `SELECT place, country, time_zone, longitude FROM kitchen WHERE id = $1`,
            [kitchenId],
          )
        )[0];
      const auckland = { place: 'Auckland', country: 'NZ', time_zone: 'Pacific/Auckland', longitude: 174 };
      expect(await whereIs()).toEqual(auckland);
      // Its agent comes back with the certificate it always had.
      const birth = { session: randomUUID(), country: 'KE', place: 'Nairobi', timeZone: 'Africa/Nairobi' };
      await recorder.settle([
        {
          topic: `kitchens/v1/${kitchenId}/birth`,
          payload: Buffer.from(JSON.stringify({ ...birth, machines: [], channels: [] })),
          receivedAt: new Date(),
        },
      ]);
      await maintained(database, engine);
      expect(await whereIs()).toEqual(auckland);
    }
    await expectLedgerAddsUp(database);
  });

  it('`bakeloop rebuild --check` finds what is not as the facts say, `rebuild` puts it right', async () => {
    await maintained(database, engine);
    const kitchenId = newKitchen();
    await log(kitchenId, mb1Events({ startMs: START_MS }), new Date());
    await maintained(database, engine);
    const env = { DATABASE_URL: url };
    expect(await runBakeloop(['rebuild', '--check'], env)).toMatchObject({
      code: 0,
      said: expect.stringContaining('everything is as the facts say'),
    });
    const right = await dumpOf(database, kitchenId);
    await database.query(
      `UPDATE total SET amounts = amounts || '{"goodGrams:beam-2m": 1}' WHERE scope = 'kitchen:' || $1::text AND grain = 'year'`,
      [kitchenId],
    );
    await database.query(
      `UPDATE total SET amounts = '{"batchCount": 9}' WHERE scope = 'portfolio' AND grain = 'ever'`,
    );
    await database.query(`DELETE FROM lot WHERE kitchen_id = $1`, [kitchenId]);
    // What no fact names.
    await database.query(
      `INSERT INTO batch (kitchen_id, batch_id, status, flagged, sort_time, machines, state)
       VALUES ($1, 'NEVER', 'running', false, now(), '{}', '{}')`,
      [kitchenId],
    );
    await database.query(
      `INSERT INTO lot (kitchen_id, lot_id, state, flagged, last_at) VALUES ($1, 'NEVER', '{}', false, now())`,
      [kitchenId],
    );
    for (const subject of ['batch:NEVER', `event:${randomUUID()}`, 'NEVER'])
      await database.query(
        `INSERT INTO contribution (kitchen_id, subject, at, day, amounts, gaps, known_at)
         SELECT kitchen_id, $2, at, day, '{}', gaps, known_at FROM contribution WHERE kitchen_id = $1 LIMIT 1`,
        [kitchenId, subject],
      );
    const wrong = await dumpOf(database, kitchenId);
    expect(wrong).not.toEqual(right);
    const checked = await runBakeloop(['rebuild', '--check'], env);
    expect(checked.code).toBe(1);
    expect(checked.said).toContain(`${kitchenId}: differs in`);
    expect(checked.said).toContain('1 totals of the portfolio');
    expect(await dumpOf(database, kitchenId)).toEqual(wrong);

    expect(await runBakeloop(['rebuild'], env)).toMatchObject({
      code: 0,
      said: expect.stringMatching(/events\/s/),
    });
    expect(await dumpOf(database, kitchenId)).toEqual(right);
    await expectLedgerAddsUp(database);
    // Of a log of years it says how far it is.
    const long = newKitchen();
    await log(long, [moved(START_MS, 'UTC')], new Date());
    await database.query(
      `INSERT INTO event SELECT md5('long ' || n)::uuid, kitchen_id, type, time, batch_id, supersedes, content_hash,
         body || jsonb_build_object('id', md5('long ' || n)::uuid, 'type', 'maintenance.recorded', 'data', '{"machine":"m","task":"t"}'::jsonb),
         source, received_at FROM event, generate_series(1, 10000) AS n WHERE kitchen_id = $1`,
      [long],
    );
    expect((await runBakeloop(['rebuild', '--kitchen', long], env)).said).toContain(
      `${long}: 10000 events read`,
    );
    const unknown = await runBakeloop(['rebuild', '--kitchen', 'nobody'], env);
    expect(unknown).toMatchObject({ code: 1, said: expect.stringContaining('There is no kitchen "nobody"') });
  });

  describe('meters of a batch', () => {
    const batchId = 'METERED';
    const at = (minutes: number): string => new Date(START_MS + minutes * 60_000).toISOString();
    const base = (minutes: number) => ({ id: randomUUID(), time: at(minutes), batchId });
    const stage = (minutes: number, edge: 'start' | 'end', machine?: string): KitchenEvent => ({
      ...base(minutes),
      type: 'batch.stage',
      data: { stage: machine === 'press-1' ? 'mould' : 'melt', edge, machine },
    });
    const twoMachines = (): KitchenEvent[] => [
      { ...base(0), type: 'batch.started', data: { recipeId: 'r', recipeVersion: 1, machine: 'extruder-1' } },
      {
        ...base(1),
        type: 'batch.input',
        data: { material: 'flake', origin: 'post-consumer', grams: 50_000 },
      },
      stage(10, 'start', 'extruder-1'),
      stage(40, 'end', 'extruder-1'),
      stage(50, 'start', 'press-1'),
      stage(80, 'end', 'press-1'),
      { ...base(85), type: 'batch.output', data: { kind: 'product', pieces: 9, grams: 49_000 } },
      { ...base(90), type: 'batch.finished', data: {} },
    ];
    let seq = 0;
    const session = randomUUID();
    const read = (
      kitchenId: string,
      ...readings: [channel: string, unit: string, minutes: number, v: number][]
    ) =>
      recorder.settle([
        {
          topic: topics.of(kitchenId, 'telemetry'),
          payload: Buffer.from(
            JSON.stringify({
              session,
              seq: ++seq,
              records: readings.map(([n, u, minutes, v]) => ({
                n,
                u,
                bt: START_MS / 1000 + minutes * 60,
                v,
              })),
            }),
          ),
          receivedAt: new Date(START_MS + DAY_MS),
        },
      ]);
    const metersOf = async (kitchenId: string): Promise<BatchMeters | undefined> =>
      (
        await database.query<{ meters: BatchMeters }[]>(`SELECT meters FROM batch WHERE kitchen_id = $1`, [
          kitchenId,
        ])
      )[0]?.meters;

    it('counts each machine only while a stage names it, over a reset, and follows a late reading (S8)', async () => {
      const kitchenId = newKitchen();
      await read(
        kitchenId,
        // 20 kWh before its stage are of another batch; 4, then a reset, then 3; 90 after it.
        ['extruder-1/energy', 'kWh', -5, 80],
        ['extruder-1/energy', 'kWh', 9, 100],
        ['extruder-1/energy', 'kWh', 20, 104],
        ['extruder-1/energy', 'kWh', 30, 0],
        ['extruder-1/energy', 'kWh', 39, 3],
        ['extruder-1/energy', 'kWh', 70, 93],
        ['press-1/energy', 'Wh', 45, 1_000],
        ['press-1/energy', 'Wh', 79, 1_500],
      );
      await log(kitchenId, twoMachines(), new Date(START_MS + DAY_MS));
      expect(await metersOf(kitchenId)).toEqual({
        energyWh: { grid: 7_500, pv: 0, diesel: 0 },
        dieselMl: null,
      });
      const before = (await ledger.amounts(`kitchen:${kitchenId}`))['energyWh:grid'];
      await read(kitchenId, ['press-1/energy', 'Wh', 80, 1_700]);
      await maintained(database, engine);
      expect([before, (await ledger.amounts(`kitchen:${kitchenId}`))['energyWh:grid']]).toEqual([
        7_500, 7_700,
      ]);
      expect(await causesOf(kitchenId)).toEqual(['event', 'meters']);
    });

    it('takes the sources in the proportions of the site, and its share of the litres', async () => {
      const kitchenId = newKitchen();
      await read(
        kitchenId,
        ['extruder-1/energy', 'kWh', 9, 0],
        ['extruder-1/energy', 'kWh', 39, 8],
        ['press-1/energy', 'kWh', 49, 0],
        ['press-1/energy', 'kWh', 79, 2],
        ['site/energy-grid', 'kWh', -1, 500],
        ['site/energy-grid', 'kWh', 89, 510],
        ['site/energy-pv', 'kWh', -1, 20],
        ['site/energy-pv', 'kWh', 89, 26],
        ['site/energy-diesel', 'kWh', -1, 7],
        ['site/energy-diesel', 'kWh', 89, 11],
        ['site/diesel', 'l', -1, 100],
        ['site/diesel', 'l', 89, 101.2],
      );
      await log(kitchenId, twoMachines(), new Date(START_MS + DAY_MS));
      // 10 kWh of the site's 20: half of its 10, 6 and 4 kWh, and half of its 1.2 litres.
      expect(await metersOf(kitchenId)).toEqual({
        energyWh: { grid: 5_000, pv: 3_000, diesel: 2_000 },
        dieselMl: 600,
      });
      await read(kitchenId, ['site/energy-pv', 'kWh', 90, 30]);
      await maintained(database, engine);
      expect(await metersOf(kitchenId)).toMatchObject({ energyWh: { pv: 4_167 } });
    });

    it('of a machine that was not read is not known, never zero', async () => {
      const kitchenId = newKitchen();
      await read(kitchenId, ['extruder-1/energy', 'kWh', 9, 0], ['extruder-1/energy', 'kWh', 39, 8]);
      await log(kitchenId, twoMachines(), new Date(START_MS + DAY_MS));
      expect(await metersOf(kitchenId)).toEqual({ reason: expect.stringContaining('press-1') });
      expect(await ledger.amounts(`kitchen:${kitchenId}`)).not.toHaveProperty('batchWithEnergyCount');
    });
  });

  it('counts each supplier once, by who delivered in the 30 days up to a day', async () => {
    const kitchenId = newKitchen();
    const delivery = (day: number, supplier: string): KitchenEvent => ({
      id: randomUUID(),
      type: 'intake.recorded',
      time: new Date(START_MS + day * DAY_MS).toISOString(),
      data: { lotId: `L${day}`, sourceType: 'collector', supplier, grossGrams: 10, tareGrams: 0 },
    });
    const last = delivery(29, 'S-3');
    await log(kitchenId, [delivery(0, 'S-1'), delivery(5, 'S-2'), delivery(6, 'S-2'), last], new Date());
    const scope = `kitchen:${kitchenId}`;
    expect(await ledger.activeSuppliers(scope, '2026-03-31')).toBe(3);
    expect(await ledger.activeSuppliers(scope, '2026-04-01')).toBe(2);
    expect(await ledger.activeSuppliers('product:beam-2m', '2026-03-31')).toBeNull();
    const day = (from: string, to: string) => ({ from, to });
    expect(await ledger.suppliersUpTo(100, scope, {})).toBe(3);
    expect(await ledger.suppliersUpTo(2, scope, {})).toBe(2);
    expect(await ledger.suppliersUpTo(100, scope, day('2026-03-03', '2026-03-30'))).toBe(1);
    expect(await ledger.suppliersUpTo(100, 'product:beam-2m', {})).toBeNull();
    const { id, time } = last;
    await log(
      kitchenId,
      [{ id: randomUUID(), type: 'event.voided', time, supersedes: id, reason: 'not ours', data: {} }],
      new Date(),
    );
    expect(await ledger.activeSuppliers(scope, '2026-03-31')).toBe(2);
  });

  it('tells the coverage: packs that are missing, and readings by the declared intervals (P1)', async () => {
    const kitchenId = newKitchen();
    const session = randomUUID();
    const hourMs = Date.UTC(2026, 2, 4, 8);
    const publish = (stream: 'birth' | 'telemetry' | 'events', body: object) =>
      recorder.settle([
        {
          topic: topics.of(kitchenId, stream),
          payload: Buffer.from(JSON.stringify({ session, ...body })),
          receivedAt: new Date(hourMs + DAY_MS),
        },
      ]);
    await publish('birth', {
      machines: [],
      channels: [{ name: 'm/t', unit: 'Cel', kind: 'gauge', intervalSeconds: 600 }],
    });
    for (const seq of [1, 5, 1, 2]) await publish('events', { seq, events: [moved(hourMs + seq, 'UTC')] });
    // Five of the six of one hour; the kitchen is off in all others.
    await publish('telemetry', {
      seq: 1,
      records: [0, 10, 20, 30, 50].map((minute) => ({
        n: 'm/t',
        u: 'Cel',
        bt: hourMs / 1000 + minute * 60,
        v: 20,
      })),
    });
    await maintained(database, engine, hourMs + 2 * DAY_MS);
    expect(await ledger.coverage(`kitchen:${kitchenId}`, { from: '2026-03-04', to: '2026-03-04' })).toEqual({
      events: { received: 3, expected: 5 },
      readings: { received: 5, expected: 6 },
    });
    expect(
      (await ledger.coverage('portfolio', { from: '2026-03-04' })).readings.received,
    ).toBeGreaterThanOrEqual(5);
  });

  it('derives every kitchen again by another method, and says so of each figure that moves', async () => {
    await adoptMethod(database, 'method of yesterday');
    const kitchenId = newKitchen();
    await log(kitchenId, mb1Events({ startMs: START_MS }), new Date(START_MS + DAY_MS));
    await maintained(database, engine);
    // As if yesterday's method had found less of one quantity.
    const subject = 'batch:MB-1';
    await database.query(
      `UPDATE contribution SET amounts = amounts || '{"recycledMg": 1000}' WHERE kitchen_id = $1 AND subject = $2`,
      [kitchenId, subject],
    );
    expect(await adoptMethod(database, 'method of today')).toBe(true);
    expect(await adoptMethod(database, 'method of today')).toBe(false);
    await maintained(database, engine);
    expect(
      await database.query(
        `SELECT subject, amounts FROM posting WHERE kitchen_id = $1 AND cause = 'method'`,
        [kitchenId],
      ),
    ).toEqual([{ subject, amounts: { recycledMg: 390_969_388 - 1_000 } }]);
  });
});

function upgrades(start: () => Promise<string>): void {
  it('brings the log of an older version into the ledger, known since its facts came', async () => {
    const { database, engine } = await opened(await start());
    const recorder = new Recorder(database);
    const arrived = new Date(START_MS + 3 * DAY_MS);
    await recorder.settleEvents('old-kitchen', randomLog({ seed: 8, batches: 5, startMs: START_MS }), {
      receivedAt: arrived,
    });
    const session = randomUUID();
    for (const seq of [1, 2, 9])
      await recorder.settle([
        {
          topic: topics.of('old-kitchen', 'events'),
          payload: Buffer.from(
            JSON.stringify({ session, seq, events: [moved(START_MS + seq, 'Africa/Nairobi')] }),
          ),
          receivedAt: arrived,
        },
      ]);
    const records = [{ n: 'm/x', t: START_MS / 1_000, v: 1 / 3 }];
    await recorder.settle([
      {
        topic: topics.of('old-kitchen', 'telemetry'),
        payload: Buffer.from(JSON.stringify({ session, seq: 1, records })),
        receivedAt: arrived,
      },
    ]);
    const current = `SELECT channel_id, device_time, value, received_at FROM reading_current`;
    const currentBefore = await database.query(current);
    expect(currentBefore).toMatchObject([{ device_time: new Date(START_MS), value: 1 / 3 }]);
    const ledger = new LedgerRepository(database);
    const before = await ledger.amounts('portfolio');
    const lots = await database.query(`SELECT lot_id, state FROM lot ORDER BY lot_id`);
    // Back to the version before the ledger.
    for (const _ of [
      'summaries by upkeep',
      'proofs at doors',
      'proofs',
      'amended letters',
      'photos begun',
      'report mail',
      'late readings',
      'brought allocations',
      'reports',
      'quality',
      'console',
      'stories',
      'shared links',
      'allocations',
      'alarms',
      'photos',
      'shared phones',
      'receipts',
      'brought kitchens',
      'second factors',
      'passkeys',
      'external identities',
      'personal data',
      'devices',
      'identity',
      'births by time',
      'overdue commands',
      'rollups compressed',
      'readings as digits',
      'command connections',
      'news of hours',
      'retention',
      'commands',
      'rollups up to',
      'readings by time',
      'limits',
      'current by kitchen',
      'tally',
      'products sent',
      'gaps by topic',
      'room for current values',
      'method',
      'dead letter actions',
      'pack counts',
      'ledger',
    ])
      await database.undoLastMigration();
    await database.runMigrations();
    expect(await database.query(current)).toEqual(currentBefore);
    expect(await ledger.amounts('portfolio')).toEqual({});
    await maintained(database, engine);
    expect((await ledger.coverage('portfolio', {})).events).toEqual({ received: 3, expected: 9 });
    expect(await ledger.amounts('portfolio')).toEqual(before);
    expect(await ledger.amounts('portfolio', { knownOn: arrived })).toMatchObject({
      intakeGrossGrams: before.intakeGrossGrams,
    });
    expect(await database.query(`SELECT lot_id, state FROM lot ORDER BY lot_id`)).toEqual(lots);
    await expectLedgerAddsUp(database);
  });
}

onEachEngine('an upgrade', upgrades);
