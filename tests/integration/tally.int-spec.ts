import { randomUUID } from 'node:crypto';
import { createDataSource, TallyRepository } from '@bakeloop/db';
import { Recorder } from '@bakeloop/record';
import { beforeAll, expect, it } from '@jest/globals';
import { mb1Events } from '../support/batch-log.js';
import { atEnd } from '../support/cleanup.js';
import { freshDatabase } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';

/** At every moment, while ingests are killed: tests/faults/kills.fault-spec.ts. */
describeWith(['postgres'], 'what came in is accounted for', () => {
  let database: ReturnType<typeof createDataSource>;

  beforeAll(async () => {
    database = createDataSource(await freshDatabase(), 2);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
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
  });

  const nobody = async (): Promise<number> =>
    (await new TallyRepository(database).byKitchen()).find(({ kitchenId }) => kitchenId === null)?.received ??
    0;
});
