import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, expect, it } from '@jest/globals';
import { sized } from '../support/at-length.js';
import { startApiProcess } from '../support/api-process.js';
import { mb1Events } from '../support/batch-log.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startShippedMosquitto } from '../support/mosquitto.js';
import { childrenOf, residentBytes } from '../support/processes.js';
import { describeWith } from '../support/programs.js';
import type { ServerProcess } from '../support/server-process.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { connectKitchen } from '../support/test-kitchen.js';
import { projectedTotals } from '../support/totals.js';
import { startFleet } from './fleet.js';
import { expectExactly } from './oracle.js';
import { worthReadings } from './packs.js';
import { startFaultyPostgres, startPlatform, type Platform } from './platform.js';
import { report } from './report.js';
import { diceOf, RECOVERED_WITHIN_MS } from './settings.js';
import { mountSmallDisk, whyNoSmallDisk } from './small-disk.js';

const MIB = 1024 * 1024;
/** R7: what an outage of the database may cost an ingest in memory, bytes. */
const MAX_GROWTH_BYTES = 50 * MIB;
/** R3: so fast a backlog has to go, readings a millisecond. */
const DRAINED_A_MS = 5;
const needed = ['postgres', 'mosquitto'] as const;

const residentOf = async (servers: Platform['ingests']): Promise<number> =>
  Math.max(...(await Promise.all(servers.map((server) => residentBytes(server.pid())))));

describeWith(needed, 'the database away', () => {
  let platform: Platform;
  let apiUrl: string;
  beforeAll(async () => {
    platform = await startPlatform({ mosquitto: await startShippedMosquitto() });
    apiUrl = (await startApiProcess(platform.databaseUrl, platform.mosquitto.url)).url;
  });

  const readiness = async (): Promise<number> => (await fetch(`${apiUrl}/health/ready`)).status;

  /** An outage under load: what it costs in memory, how soon it is told, and that nothing is lost (R7). */
  async function outage(
    scenario: string,
    { seconds, packsASecond }: { seconds: number; packsASecond: number },
    { begin, end }: { begin: () => Promise<void>; end: () => Promise<void> },
  ): Promise<void> {
    const fleet = startFleet(platform.mosquitto.url, {
      kitchens: 20,
      dice: diceOf(scenario),
      name: scenario.toLowerCase(),
      // As seldom as an agent does: what waits is on its way, not lost.
      resendMs: 30_000,
    });
    fleet.make(5);
    await fleet.untilSettled();
    const before = await residentOf(platform.ingests);
    const load = fleet.steadily(packsASecond);
    await begin();
    const awayMs = performance.now();
    await eventually(async () => expect(await readiness()).toBe(503), { withinMs: 20_000 });
    const toldMs = Math.round(performance.now() - awayMs);
    await wait(Math.max(0, seconds * 1_000 - toldMs));
    const grown = (await residentOf(platform.ingests)) - before;
    const brokerBytes = await residentBytes(platform.mosquitto.pid());
    await end();
    await load.stop();
    // R3: a backlog goes at 5,000 readings a second, beside the ten seconds that any fault may cost.
    const settled = new Set(fleet.acknowledged());
    const waiting = fleet.packs.filter((pack) => !settled.has(pack));
    const drainMs = waiting.reduce((sum, pack) => sum + worthReadings(pack), 0) / DRAINED_A_MS;
    const recoveryMs = await fleet.untilSettled(120_000 + 2 * drainMs);
    await eventually(async () => expect(await readiness()).toBe(200), { withinMs: 20_000 });
    const verdict = await expectExactly(platform.database, fleet);
    await fleet.end();
    const records = waiting.reduce(
      (sum, { readings, events, bad }) => sum + readings.length + events.length + bad.length,
      0,
    );
    report(scenario, {
      ...verdict,
      recoveryMs,
      away_s: seconds,
      waited: records,
      records_per_s: Math.round((records / recoveryMs) * 1_000),
      told_ms: toldMs,
      grown_mib: Math.round(grown / MIB),
    });
    expect(toldMs).toBeLessThan(5_000);
    expect(grown).toBeLessThan(MAX_GROWTH_BYTES);
    expect(brokerBytes).toBeLessThan(512 * MIB);
    expect(recoveryMs).toBeLessThan(RECOVERED_WITHIN_MS + drainMs);
  }

  it('F5 stopped in its tracks, every process of it (SIGSTOP)', async () => {
    let stopped: number[] = [];
    await outage(
      'F5',
      { seconds: sized({ short: 6, long: 60 }), packsASecond: 50 },
      {
        begin: async () => {
          const postmaster = platform.postgres.pid();
          stopped = [postmaster, ...(await childrenOf(postmaster))];
          for (const pid of stopped) process.kill(pid, 'SIGSTOP');
        },
        end: async () => {
          for (const pid of stopped) process.kill(pid, 'SIGCONT');
        },
      },
    );
  });

  it('F6 down for long', () =>
    outage(
      'F6',
      { seconds: sized({ short: 5, long: 600 }), packsASecond: 200 },
      { begin: () => platform.postgres.stop(), end: () => platform.postgres.restart() },
    ));

  it('F33 without its table of dead letters: nothing is acknowledged that cannot be kept, nor what came in one commit with it', async () => {
    const fleet = startFleet(platform.mosquitto.url, {
      kitchens: 4,
      dice: diceOf('F33'),
      name: 'f33',
      badPercent: 20,
    });
    await platform.database.query('ALTER TABLE dead_letter RENAME TO dead_letter_away');
    fleet.make(10);
    await wait(2_000);
    const bad = fleet.packs.filter((pack) => pack.bad.length > 0);
    expect(bad.length).toBeGreaterThan(0);
    expect(fleet.acknowledged().filter((pack) => bad.includes(pack))).toEqual([]);
    const said = platform.ingests.map((ingest) => ingest.said()).join('');
    expect(said).toMatch(/dead_letter\\" does not exist.*not settled/);
    await platform.database.query('ALTER TABLE dead_letter_away RENAME TO dead_letter');
    const recoveryMs = await fleet.untilSettled();
    const verdict = await expectExactly(platform.database, fleet);
    await fleet.end();
    report('F33', { ...verdict, recoveryMs });
  });
});

describeWith(needed, 'a database without an answer', () => {
  let platform: Platform;
  let ingest: ServerProcess;
  let line: TcpProxy;
  beforeAll(async () => {
    platform = await startPlatform({
      ingests: 1,
      lineTo: { database: async (url) => (line = await startTcpProxy(url)).url },
    });
    ingest = platform.ingests[0] as ServerProcess;
  });

  it('gets nothing acknowledged, to kitchen or broker, and all is settled when it is back (P4)', async () => {
    // It sends everything once: whatever comes again, comes from the broker.
    const kitchen = await connectKitchen(platform.mosquitto.url, 'patient-kitchen');
    atEnd(() => kitchen.end());
    await platform.postgres.stop();
    await kitchen.log(1, mb1Events({ startMs: Date.now() - 4 * 3_600_000 }));
    await wait(1_500);
    expect(kitchen.acks).toEqual([]);
    // Killed with the message in hand: had the broker got its PUBACK, the message would be gone, and nobody resends here.
    await ingest.kill9();
    await platform.postgres.restart();
    await ingest.restart();
    await kitchen.untilSettled('events', 1);
    expect((await projectedTotals(platform.database, kitchen.id)).goodGrams).toBe(395_000);
  });

  it('is left when its line falls silent, and what came is settled over a new one', async () => {
    const kitchen = await connectKitchen(platform.mosquitto.url, 'silent-line');
    atEnd(() => kitchen.end());
    const at = Math.floor(Date.now() / 1_000);
    await kitchen.pack(1, [{ n: 'm/x', bt: at, v: 1 }]);
    await kitchen.untilSettled('telemetry', 1);
    line.halfOpen();
    const silentMs = performance.now();
    await kitchen.pack(2, [{ n: 'm/x', bt: at + 1, v: 2 }]);
    await kitchen.untilSettled('telemetry', 2);
    expect(performance.now() - silentMs).toBeLessThan(20_000);
    expect(
      await platform.database.query(
        `SELECT count(*)::int AS n FROM reading r JOIN channel c ON c.id = r.channel_id WHERE c.kitchen_id = $1`,
        [kitchen.id],
      ),
    ).toEqual([{ n: 2 }]);
  });
});

describeWith(needed, 'a full disk', () => {
  const reason = whyNoSmallDisk();
  if (reason) process.stderr.write(`skipped: F7: ${reason}\n`);

  (reason ? it.skip : it)(
    'F7 under the database is no fault of the data: nothing becomes a dead letter',
    async () => {
      const disk = await mountSmallDisk(256 * MIB);
      const postgres = await startFaultyPostgres(disk.folder);
      const platform = await startPlatform({
        postgres,
        mosquitto: await startShippedMosquitto(),
        ingests: 1,
      });
      const fleet = startFleet(platform.mosquitto.url, {
        kitchens: 8,
        dice: diceOf('F7'),
        name: 'f7',
        badPercent: 0,
      });
      fleet.make(5);
      await fleet.untilSettled();
      await disk.fill();
      const load = fleet.steadily(100);
      // Until a commit has failed for want of room: from then on nothing is settled.
      let before = -1;
      await eventually(
        () => {
          const now = fleet.acknowledged().length;
          const stands = now === before && fleet.packs.length > now + 50;
          before = now;
          expect(stands).toBe(true);
        },
        { withinMs: 60_000, everyMs: 1_500 },
      );
      await wait(sized({ short: 500, long: 30_000 }));
      await load.stop();
      await disk.empty();
      // Without room for its log PostgreSQL may have given up altogether.
      await postgres.restart();
      const recoveryMs = await fleet.untilSettled();
      const verdict = await expectExactly(platform.database, fleet);
      await fleet.end();
      report('F7', { ...verdict, recoveryMs });
      expect(verdict.dead).toBe(0);
    },
  );
});
