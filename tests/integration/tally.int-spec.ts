import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { createDataSource, TallyRepository, type Tally } from '@bakeloop/db';
import { Recorder } from '@bakeloop/record';
import { beforeAll, expect, it } from '@jest/globals';
import { mb1Events } from '../support/batch-log.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startIngestProcess } from '../support/ingest-process.js';
import { startMosquitto } from '../support/mosquitto.js';
import { freshDatabase } from '../support/postgres.js';
import type { ServerProcess } from '../support/server-process.js';
import { describeWith } from '../support/programs.js';
import { connectKitchen } from '../support/test-kitchen.js';

const KITCHENS = 3;
const PACKS = 40;
const GOOD = 4;
const EVENTS = mb1Events({ startMs: 0 }).length;

/** What the tables hold and what the tally says, read in one statement, and so of one moment. */
interface Moment extends Tally {
  readings: number;
  events: number;
}

describeWith(['postgres', 'mosquitto'], 'what came in is accounted for', () => {
  let url: string;
  let mqttUrl: string;
  let database: ReturnType<typeof createDataSource>;

  beforeAll(async () => {
    let mosquitto: ServerProcess;
    [url, mosquitto] = await Promise.all([freshDatabase(), startMosquitto()]);
    mqttUrl = mosquitto.url;
    database = createDataSource(url, 3);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
  });

  const moment = async (): Promise<Moment> => {
    const [row] = await database.query<Moment[]>(
      `SELECT coalesce(sum(received), 0)::int AS received, coalesce(sum(stored), 0)::int AS stored,
         coalesce(sum(duplicate), 0)::int AS duplicate, coalesce(sum(dead_lettered), 0)::int AS "deadLettered",
         (SELECT count(*) FROM reading)::int AS readings, (SELECT count(*) FROM event)::int AS events FROM tally`,
    );
    if (!row) throw new Error('no row');
    return row;
  };
  const isRight = (one: Moment): boolean =>
    one.received === one.stored + one.duplicate + one.deadLettered &&
    one.stored === one.readings + one.events;

  it('at every moment, with duplicates, poison, two ingests and one of them killed', async () => {
    const shared = { INGEST_SHARED_GROUP: 'tally' };
    const [killed] = await Promise.all([
      startIngestProcess(url, mqttUrl, { ...shared, INGEST_CLIENT_ID: 'tally-1' }),
      startIngestProcess(url, mqttUrl, { ...shared, INGEST_CLIENT_ID: 'tally-2' }),
    ]);
    const before = await moment();
    const moments: Moment[] = [];
    let watching = true;
    const watched = (async () => {
      while (watching) {
        moments.push(await moment());
        await wait(5);
      }
    })();

    const startS = Math.floor(Date.now() / 1_000) - 3_600;
    const kitchens = await Promise.all(
      Array.from({ length: KITCHENS }, (_, index) => connectKitchen(mqttUrl, `tally-kitchen-${index}`)),
    );
    for (const kitchen of kitchens) atEnd(() => kitchen.end());
    const poison = ['{broken', '[]', '7', JSON.stringify({ session: 'x' })];
    const half = Math.floor(PACKS / 2);
    await Promise.all(
      kitchens.map(async (kitchen, index) => {
        const events = mb1Events({ startMs: Date.now() - 4 * 3_600_000 });
        for (let seq = 1; seq <= PACKS; seq++) {
          const records = [
            ...Array.from({ length: GOOD }, (_, at) => ({ n: `m/x-${at}`, bt: startS + seq, v: seq })),
            { n: 'not a name', bt: startS + seq, v: 1 },
          ];
          await kitchen.pack(seq, records);
          // Again as it was, again under another number, and what nobody can read.
          if (seq % 3 === 0) await kitchen.pack(seq, records);
          if (seq % 5 === 0) await kitchen.pack(PACKS + seq, records.slice(0, GOOD));
          await kitchen.publish('telemetry', poison[seq % poison.length]);
          if (seq % 7 === 0) await kitchen.log(seq, [...events, { ...events[0], time: 'yesterday' }]);
          if (seq === half && index === 0) await killed.kill9();
          if (seq === half + 5 && index === 0) await killed.restart();
        }
      }),
    );
    await Promise.all(
      kitchens.map((kitchen) =>
        kitchen.untilSettled('telemetry', ...Array.from({ length: PACKS }, (_, at) => at + 1)),
      ),
    );
    const letters = KITCHENS * poison.length;
    const after = await eventually(async () => {
      const now = await moment();
      const [kept] = await database.query<{ n: number }[]>(
        `SELECT count(*)::int AS n FROM dead_letter WHERE position = -1 AND kitchen_id IS NOT NULL`,
      );
      expect({ letters: kept?.n, events: now.events }).toEqual({ letters, events: KITCHENS * EVENTS });
      return now;
    });
    watching = false;
    await watched;

    expect(moments.filter((one) => !isRight(one))).toEqual([]);
    expect(isRight(after)).toBe(true);
    expect(
      await database.query(
        `SELECT count(*)::int AS n FROM reading r JOIN channel c ON c.id = r.channel_id WHERE c.kitchen_id LIKE 'tally-%'`,
      ),
    ).toEqual([{ n: KITCHENS * PACKS * GOOD }]);
    // Each was refused, or known, once at least; a redelivery after the kill counts again.
    expect(after.deadLettered - before.deadLettered).toBeGreaterThanOrEqual(KITCHENS * PACKS * 2);
    expect(after.duplicate - before.duplicate).toBeGreaterThanOrEqual(KITCHENS * (PACKS / 5) * GOOD);
    expect(moments.length).toBeGreaterThan(20);
  });

  it('by kitchen, also what came over HTTPS, and what no kitchen is known of by itself', async () => {
    const recorder = new Recorder(database);
    const receivedAt = new Date();
    const events = mb1Events({ startMs: receivedAt.getTime() - 4 * 3_600_000 });
    const before = await nobody();
    await recorder.settleEvents('tally-posted', [...events, events[0], { id: randomUUID() }], { receivedAt });
    const { tally } = await recorder.settle([
      { topic: 'kitchens/v1/tally-unknown/telemetry', payload: Buffer.from('{'), receivedAt },
      { topic: 'elsewhere', payload: Buffer.from('{}'), receivedAt },
    ]);
    expect(tally).toEqual({
      received: 2,
      stored: 0,
      duplicate: 0,
      deadLettered: 2,
      slowed: 0,
      turnedAway: 0,
    });
    const all = await new TallyRepository(database).byKitchen();
    expect(all.find(({ kitchenId }) => kitchenId === 'tally-posted')).toEqual({
      kitchenId: 'tally-posted',
      received: events.length + 2,
      stored: events.length,
      duplicate: 1,
      deadLettered: 1,
      slowed: 0,
      turnedAway: 0,
    });
    expect(all.some(({ kitchenId }) => kitchenId === 'tally-unknown')).toBe(false);
    expect((await nobody()) - before).toBe(2);
    expect(isRight(await moment())).toBe(true);
  });

  const nobody = async (): Promise<number> =>
    (await new TallyRepository(database).byKitchen()).find(({ kitchenId }) => kitchenId === null)?.received ??
    0;
});
