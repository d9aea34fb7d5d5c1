import { fork } from 'node:child_process';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { connectAsync } from 'mqtt';
import { sized } from '../support/at-length.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startMosquitto } from '../support/mosquitto.js';
import { describeWith } from '../support/programs.js';
import { INGEST_ENTRY } from '../support/ingest-process.js';
import { freePort, type ServerProcess } from '../support/server-process.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { connectKitchen, type TestKitchen } from '../support/test-kitchen.js';
import { agentProcess } from './agent-process.js';
import { startFleet } from './fleet.js';
import { expectExactly } from './oracle.js';
import { startPlatform, type Platform } from './platform.js';
import { report } from './report.js';
import { killInTurn, watchAccounts, type Victim } from './schedule.js';
import { diceOf, RECOVERED_WITHIN_MS } from './settings.js';

const needed = ['postgres', 'mosquitto'] as const;
/** Of all scenarios of this file: they differ in their kitchens. */
let platform: Platform;
const startOnce = async (): Promise<void> => {
  platform ??= await startPlatform();
};

describeWith(needed, 'killed under load, on PostgreSQL and Mosquitto', () => {
  beforeAll(startOnce);

  /** Kills while kitchens report, then compares what was made with what is there (R1, R3, R8). */
  async function underLoad(
    scenario: string,
    victims: readonly Victim[],
    { kills, packsASecond }: { kills: number; packsASecond: number },
  ): Promise<void> {
    const dice = diceOf(scenario);
    const fleet = startFleet(platform.mosquitto.url, { kitchens: 4, dice, name: scenario.toLowerCase() });
    const accounts = watchAccounts(platform.database, fleet);
    const load = fleet.steadily(packsASecond);
    const recoveryMs = await killInTurn(victims, fleet, { kills, dice });
    await load.stop();
    await fleet.untilSettled();
    const { checks } = await accounts.stop();
    const verdict = await expectExactly(platform.database, fleet);
    await fleet.end();
    report(scenario, { ...verdict, recoveryMs, kills, checks });
    expect(recoveryMs).toBeLessThan(RECOVERED_WITHIN_MS);
    expect(checks).toBeGreaterThan(0);
  }

  it('F1 the broker, with what it has on disk', () =>
    underLoad('F1', [platform.mosquitto], { kills: sized({ short: 2, long: 12 }), packsASecond: 40 }));

  it('F4 the database', () =>
    underLoad('F4', [platform.postgres], { kills: sized({ short: 2, long: 12 }), packsASecond: 40 }));

  it('R1 all of them and the agent of a kitchen, whichever the dice choose', async () => {
    const agent = await agentProcess({ id: 'r1-agent', mqttUrl: platform.mosquitto.url });
    /** How far its sensor had counted at each of its ends. */
    const endedAt: number[] = [];
    const asVictim: Victim = {
      kill9: async () => {
        await agent.kill9();
        endedAt.push(agent.sensor.count);
      },
      restart: async () => agent.start(),
    };
    agent.start();
    await underLoad('R1', [platform.postgres, platform.mosquitto, ...platform.ingests, asVictim], {
      kills: sized({ short: 5, long: 40 }),
      packsASecond: 40,
    });
    // The dice may have come to it last.
    const [from = 0] = endedAt;
    await eventually(() => expect(agent.sensor.count).toBeGreaterThan(from));
    // Once more: it then sends at once what is not acknowledged, and not in half a minute.
    await asVictim.kill9();
    await asVictim.restart();
    const to = endedAt.at(-1) ?? 0;
    const stored = await eventually(
      async () => {
        const rows = await platform.database.query<{ value: number }[]>(
          `SELECT r.value FROM reading r JOIN channel c ON c.id = r.channel_id WHERE c.kitchen_id = 'r1-agent' AND c.name = 'm/count'
           ORDER BY 1`,
        );
        const values = rows.map(({ value }) => value);
        expect(values.at(-1)).toBeGreaterThan(to);
        const there = new Set(values);
        const missing = Array.from({ length: to }, (_, index) => index + 1).filter(
          (value) => !there.has(value),
        );
        // What was read and not in a pack yet: ten a second, and packed several times a second.
        expect(missing.filter((value) => !endedAt.some((at) => at - 10 < value && value <= at))).toEqual([]);
        return values;
      },
      { withinMs: 60_000, everyMs: 250 },
    );
    await agent.kill9();
    expect(stored).toEqual([...new Set(stored)]);
    report('R1 agent', {
      produced: to,
      stored: stored.filter((value) => value <= to).length,
      doubled: 0,
      kills: endedAt.length,
    });
  });

  it('F49 the ingests are asked to end one after the other, as an upgrade does', async () => {
    const dice = diceOf('F49');
    const fleet = startFleet(platform.mosquitto.url, { kitchens: 4, dice, name: 'f49' });
    const load = fleet.steadily(40);
    let endedMs = 0;
    for (let round = 0; round < sized({ short: 1, long: 6 }); round++)
      for (const ingest of platform.ingests) {
        await fleet.untilSettled();
        const beganMs = performance.now();
        await ingest.stop();
        endedMs = Math.max(endedMs, Math.round(performance.now() - beganMs));
        await ingest.restart();
      }
    await load.stop();
    const recoveryMs = await fleet.untilSettled();
    const verdict = await expectExactly(platform.database, fleet);
    await fleet.end();
    report('F49', { ...verdict, recoveryMs, ended_ms: endedMs });
    expect(endedMs).toBeLessThan(10_000);
  });
});

describeWith(needed, 'killed at one instant', () => {
  let line: TcpProxy;
  let kitchen: TestKitchen;
  let ingest: ServerProcess;
  beforeAll(async () => {
    await startOnce();
    const { mosquitto, ingests } = await startPlatform({
      databaseOf: platform,
      ingests: 1,
      lineTo: { broker: async (url) => (line = await startTcpProxy(url)).url },
    });
    ingest = ingests[0] as ServerProcess;
    // It sends everything once: whatever comes again, comes from the broker.
    kitchen = await connectKitchen(mosquitto.url, 'instant-kitchen');
    atEnd(() => kitchen.end());
  });

  const at = Math.floor(Date.now() / 1_000) - 60;
  const stored = async (): Promise<number[]> => {
    const rows = await platform.database.query<{ value: number }[]>(
      `SELECT r.value FROM reading r JOIN channel c ON c.id = r.channel_id WHERE c.kitchen_id = $1 ORDER BY 1`,
      [kitchen.id],
    );
    return rows.map(({ value }) => value);
  };
  const tell = (scenario: string, recoveryMs: number): void =>
    report(scenario, { produced: 1, stored: 1, duplicates: 0, dead: 0, lost: 0, doubled: 0, recoveryMs });

  it('F2 between the commit and the answer to the broker: delivered again, stored once, acknowledged', async () => {
    // Neither PUBACK nor acknowledgement leaves the ingest any more.
    line.halfOpen('toServer');
    await kitchen.pack(1, [{ n: 'm/x', bt: at, v: 1 }]);
    await eventually(async () => expect(await stored()).toEqual([1]));
    await ingest.kill9();
    expect(kitchen.acks).toEqual([]);
    await ingest.restart();
    const beganMs = performance.now();
    await kitchen.untilSettled('telemetry', 1);
    expect(await stored()).toEqual([1]);
    tell('F2', Math.round(performance.now() - beganMs));
  });

  it('F3 before the commit: nothing of it is there, and all of it after the next delivery', async () => {
    const waiting = (): Promise<unknown[]> =>
      platform.database.query(
        `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO pack%'`,
      );
    const blocker = platform.database.createQueryRunner();
    await blocker.startTransaction();
    try {
      // Readings go in, then the pack is remembered, then comes the commit: it stops at the second.
      await blocker.query('LOCK TABLE pack IN SHARE MODE');
      await kitchen.pack(2, [{ n: 'm/x', bt: at + 1, v: 2 }]);
      await eventually(async () => expect(await waiting()).toHaveLength(1));
      await ingest.kill9();
    } finally {
      await blocker.rollbackTransaction();
      await blocker.release();
    }
    await eventually(async () => expect(await waiting()).toEqual([]));
    expect(await stored()).toEqual([1]);
    await ingest.restart();
    const beganMs = performance.now();
    await kitchen.untilSettled('telemetry', 2);
    expect(await stored()).toEqual([1, 2]);
    tell('F3', Math.round(performance.now() - beganMs));
  });
});

describeWith(needed, 'killed while it starts', () => {
  beforeAll(startOnce);

  it('an ingest ends with its parent also while it waits for a broker that is gone', async () => {
    const child = fork(INGEST_ENTRY, {
      env: {
        ...process.env,
        DATABASE_URL: platform.databaseUrl,
        MQTT_URL: `mqtt://127.0.0.1:${await freePort()}`,
      },
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    });
    atEnd(async () => void child.kill('SIGKILL'));
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await eventually(() => expect(said).toContain('broker connection failed'), { withinMs: 30_000 });
    child.disconnect();
    await eventually(() => expect(child.exitCode).toBe(0), { withinMs: 12_000 });
  });
});

describeWith(needed, 'a broker that forgets', () => {
  beforeAll(startOnce);

  describe.each([
    ['F1b', 'killed without anything on its disk', ['persistence false']],
    ['F35', 'whose queue is too small for an outage of the ingest', ['max_queued_messages 100']],
  ])('%s %s', (scenario, _what, settings) => {
    it('costs a kitchen nothing: it sends again', async () => {
      const mosquitto = await startMosquitto(settings);
      const { ingests } = await startPlatform({ databaseOf: platform, mosquitto, ingests: 1 });
      const [ingest] = ingests;
      const dice = diceOf(scenario);
      const fleet = startFleet(mosquitto.url, { kitchens: 10, dice, name: scenario.toLowerCase() });
      fleet.make(5);
      await fleet.untilSettled();
      await ingest?.stop();
      fleet.make(sized({ short: 20, long: 100 }));
      const queued = fleet.packs.length;
      await eventually(() => expect(fleet.sent).toBeGreaterThan(queued), { withinMs: 20_000 });
      if (scenario === 'F1b') {
        await mosquitto.kill9();
        await mosquitto.restart();
      }
      await ingest?.restart();
      const recoveryMs = await fleet.untilSettled();
      const verdict = await expectExactly(platform.database, fleet);
      await fleet.end();
      report(scenario, { ...verdict, recoveryMs });
    });
  });

  it('F34 that has no session for the ingest answers for what it throws away; the kitchen keeps it', async () => {
    const fleet = startFleet(platform.mosquitto.url, { kitchens: 2, dice: diceOf('F34'), name: 'f34' });
    fleet.make(5);
    await fleet.untilSettled();
    for (const ingest of platform.ingests) await ingest.stop();
    for (const clientId of ['ingest-1', 'ingest-2'])
      await (await connectAsync(platform.mosquitto.url, { clientId, clean: true })).endAsync();

    let answered = 0;
    for (const { client } of fleet.kitchens)
      client.on('packetreceive', ({ cmd }) => void (answered += Number(cmd === 'puback')));
    const before = fleet.acknowledged().length;
    fleet.make(10);
    await eventually(() => expect(answered).toBeGreaterThanOrEqual(20));
    expect(fleet.acknowledged()).toHaveLength(before);
    for (const ingest of platform.ingests) {
      await ingest.restart();
      expect(ingest.said()).toContain('"sessionPresent":false');
    }
    const recoveryMs = await fleet.untilSettled();
    const verdict = await expectExactly(platform.database, fleet);
    await fleet.end();
    report('F34', { ...verdict, recoveryMs });
  });
});
