import { createDataSource } from '@bakeloop/db';
import { expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { mb1Events } from '../support/batch-log.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startIngestProcess } from '../support/ingest-process.js';
import { startMosquitto } from '../support/mosquitto.js';
import { startPostgres } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { connectKitchen, type TestKitchen } from '../support/test-kitchen.js';
import { projectedTotals } from '../support/totals.js';

const PACKS = 400;
const RECORDS = 6;
/** A kitchen sends again what is not acknowledged after this, ms: short, so that the test is. */
const RESEND_MS = 1_500;

/** Publishes packs as a kitchen with an outbox does: a window of unsettled ones, sent again until acknowledged. */
async function publishUntilSettled(kitchen: TestKitchen, startS: number): Promise<void> {
  const sentMs = new Map<number, number>();
  await eventually(
    async () => {
      const open = Array.from({ length: PACKS }, (_, index) => index + 1)
        .filter((seq) => !kitchen.settled('telemetry', seq))
        .slice(0, 20);
      for (const seq of open) {
        if (Date.now() - (sentMs.get(seq) ?? 0) < RESEND_MS || !kitchen.client.connected) continue;
        sentMs.set(seq, Date.now());
        const records = Array.from({ length: RECORDS }, (_, index) => ({
          bn: 'extruder-1/',
          n: `measure-${index}`,
          bt: startS + seq,
          v: seq * 100 + index,
        }));
        // The broker may be gone while this is on its way; the resend settles it.
        kitchen.pack(seq, records).catch(() => undefined);
      }
      if (open.length > 0) throw new Error(`${open.length} packs or more unsettled`);
    },
    { withinMs: 55_000, everyMs: 20 },
  );
}

describeWith(['postgres', 'mosquitto'], 'killed under load', () => {
  it('loses and doubles nothing when ingest, broker and database are killed in turn (P2, P3, P4, P6)', async () => {
    const [postgres, mosquitto] = await Promise.all([startPostgres(), startMosquitto()]);
    const url = await postgres.freshDatabase();
    const database = createDataSource(url, 2);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
    const ingest = await startIngestProcess(url, mosquitto.url);
    const kitchen = await connectKitchen(mosquitto.url, 'chaos-kitchen');
    atEnd(() => kitchen.end());
    kitchen.client.on('error', () => undefined);

    const startS = Math.floor(Date.now() / 1000) - 3_600;
    const load = publishUntilSettled(kitchen, startS);
    await eventually(() => expect(kitchen.acks.length).toBeGreaterThan(0));
    await ingest.kill9();
    await ingest.restart();
    await postgres.kill9();
    await postgres.restart();
    await mosquitto.kill9();
    await mosquitto.restart();
    await kitchen.client.subscribeAsync(`kitchens/v1/${kitchen.id}/ack`, { qos: 1 });
    await ingest.kill9();
    await ingest.restart();
    await load;

    const rows = await eventually(() =>
      database.query<{ name: string; at: number; value: number }[]>(
        `SELECT c.name, extract(epoch FROM r.device_time)::int8 AS at, r.value FROM reading r JOIN channel c ON c.id = r.channel_id
         WHERE c.kitchen_id = $1 ORDER BY at, c.name`,
        [kitchen.id],
      ),
    );
    const expected = Array.from({ length: PACKS * RECORDS }, (_, index) => {
      const seq = Math.floor(index / RECORDS) + 1;
      const measure = index % RECORDS;
      return { name: `extruder-1/measure-${measure}`, at: startS + seq, value: seq * 100 + measure };
    });
    expect(rows).toEqual(expected);
  });

  it('acknowledges nothing while the database is away, to kitchen or broker, and settles all when it is back (P4)', async () => {
    const [postgres, mosquitto] = await Promise.all([startPostgres(), startMosquitto()]);
    const url = await postgres.freshDatabase();
    let database = createDataSource(url, 2);
    await database.initialize();
    await database.runMigrations();
    await database.destroy();
    const ingest = await startIngestProcess(url, mosquitto.url);
    const kitchen = await connectKitchen(mosquitto.url, 'patient-kitchen');
    atEnd(() => kitchen.end());

    await postgres.stop();
    const events = mb1Events({ startMs: Date.now() - 4 * 3_600_000 });
    await kitchen.log(1, events);
    await wait(1_500);
    expect(kitchen.acks).toEqual([]);
    // Killed with the message in hand: had the broker got its PUBACK, the message would be gone, and nobody resends here.
    await ingest.kill9();
    await postgres.restart();
    await ingest.restart();
    await kitchen.untilSettled('events', 1);

    database = createDataSource(url, 2);
    await database.initialize();
    atEnd(() => database.destroy());
    expect((await projectedTotals(database, kitchen.id)).goodGrams).toBe(395_000);
  });

  it('leaves a connection on which the database falls silent, and settles over a new one', async () => {
    const [postgres, mosquitto] = await Promise.all([startPostgres(), startMosquitto()]);
    const url = await postgres.freshDatabase();
    const database = createDataSource(url, 1);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
    const line = await startTcpProxy(url);
    await startIngestProcess(line.url, mosquitto.url);
    const kitchen = await connectKitchen(mosquitto.url, 'silent-line');
    atEnd(() => kitchen.end());
    const at = Math.floor(Date.now() / 1_000);
    await kitchen.pack(1, [{ n: 'm/x', bt: at, v: 1 }]);
    await kitchen.untilSettled('telemetry', 1);
    line.halfOpen();
    await kitchen.pack(2, [{ n: 'm/x', bt: at + 1, v: 2 }]);
    await kitchen.untilSettled('telemetry', 2);
    expect(
      await database.query(
        `SELECT count(*)::int AS n FROM reading r JOIN channel c ON c.id = r.channel_id WHERE c.kitchen_id = $1`,
        [kitchen.id],
      ),
    ).toEqual([{ n: 2 }]);
  });
});
