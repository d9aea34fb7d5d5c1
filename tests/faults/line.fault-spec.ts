import { startBroker } from '@bakeloop/embedded';
import { connectMqtt, createLogger } from '@bakeloop/runtime';
import { beforeAll, expect, it } from '@jest/globals';
import { sized } from '../support/at-length.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startMosquitto } from '../support/mosquitto.js';
import { describeWith } from '../support/programs.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { startFleet, type Fleet } from './fleet.js';
import { expectExactly } from './oracle.js';
import { startPlatform, type Platform } from './platform.js';
import { report } from './report.js';
import { diceOf } from './settings.js';

const KEEPALIVE_SECONDS = 2;

describeWith(['postgres', 'mosquitto'], 'a bad line', () => {
  let platform: Platform;
  /** Between the ingest and the broker; each fleet has one of its own. */
  let inner: TcpProxy;
  beforeAll(async () => {
    platform = await startPlatform({
      ingests: 1,
      lineTo: { broker: async (url) => (inner = await startTcpProxy(url)).url },
    });
  });

  const onLine = async (
    scenario: string,
    { resendMs = 30_000, keepaliveSeconds = KEEPALIVE_SECONDS } = {},
  ): Promise<{ line: TcpProxy; fleet: Fleet }> => {
    const dice = diceOf(scenario);
    const line = await startTcpProxy(platform.mosquitto.url, dice.next);
    const fleet = startFleet(line.url, {
      kitchens: 3,
      dice,
      name: scenario.toLowerCase(),
      keepaliveSeconds,
      resendMs,
    });
    fleet.make(5);
    await fleet.untilSettled();
    return { line, fleet };
  };
  const finish = async (scenario: string, fleet: Fleet): Promise<number> => {
    const recoveryMs = await fleet.untilSettled(120_000);
    const verdict = await expectExactly(platform.database, fleet);
    await fleet.end();
    report(scenario, { ...verdict, recoveryMs });
    return recoveryMs;
  };

  it('F10 cut without a word: found out by the keepalive', async () => {
    const { line, fleet } = await onLine('F10');
    const lost: number[] = [];
    const link = connectMqtt({
      url: line.url,
      clientId: 'f10-link',
      keepaliveSeconds: KEEPALIVE_SECONDS,
      logger: createLogger('test', { level: 'silent' }),
      onDisconnect: () => void lost.push(performance.now()),
    });
    atEnd(() => link.close());
    await link.ready();
    const cutMs = performance.now();
    line.halfOpen();
    fleet.make(5);
    await eventually(() => expect(lost).toHaveLength(1), { withinMs: 10_000 });
    // The ping may have been due at once or a keepalive later, and its answer is waited for.
    expect((lost[0] ?? Infinity) - cutMs).toBeLessThan(2.5 * KEEPALIVE_SECONDS * 1_000);
    await finish('F10', fleet);
  });

  it('F12 half open: what was published arrives, no answer comes back; sent again, known again', async () => {
    const { line, fleet } = await onLine('F12');
    line.halfOpen('toClient');
    fleet.make(5);
    const made = fleet.packs.length;
    await eventually(async () => {
      const [row] = await platform.database.query<{ n: number }[]>(
        `SELECT (SELECT count(*) FROM reading r JOIN channel c ON c.id = r.channel_id WHERE kitchen_id LIKE 'f12-%')
              + (SELECT count(*) FROM event WHERE kitchen_id LIKE 'f12-%') AS n`,
      );
      expect(row?.n).toBe(
        fleet.packs.reduce((sum, { readings, events }) => sum + readings.length + events.length, 0),
      );
    });
    expect(fleet.acknowledged().length).toBeLessThan(made);
    await finish('F12', fleet);
  });

  sized({ short: it.skip, long: it })('F11 as thin as 2G, and cut every twenty seconds', async () => {
    const { line, fleet } = await onLine('F11', { keepaliveSeconds: 30 });
    line.latency(800);
    line.bandwidth(6_250);
    const before = line.carried.toServer;
    const cuts = setInterval(() => line.cut(), 20_000);
    atEnd(async () => clearInterval(cuts));
    const first = fleet.packs.length;
    fleet.make(100);
    const recoveryMs = await fleet.untilSettled(1_800_000);
    clearInterval(cuts);
    const bytes = fleet.packs.slice(first).reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
    const verdict = await expectExactly(platform.database, fleet);
    await fleet.end();
    const overhead = (line.carried.toServer - before) / bytes;
    report('F11', { ...verdict, recoveryMs, overhead: overhead.toFixed(2) });
    expect(overhead).toBeLessThan(2);
  });

  it('F13 in pieces of a byte', async () => {
    const { line, fleet } = await onLine('F13');
    for (const one of [line, inner]) one.slice(1);
    fleet.make(sized({ short: 4, long: 40 }));
    await fleet.untilSettled(120_000);
    for (const one of [line, inner]) one.slice(0);
    await finish('F13', fleet);
  });

  it('F13b cut again and again, wherever a packet is, at both ends of a broker that lives', async () => {
    const dice = diceOf('F13b');
    // An acknowledgement that the ingest could not send is asked for again sooner than by an agent.
    const { line, fleet } = await onLine('F13b', { resendMs: 3_000 });
    for (let cut = 0; cut < sized({ short: 6, long: 200 }); cut++) {
      if (cut % 2 === 0) {
        inner.dropAfter(dice.int(1, 4_000));
        inner.cut();
      }
      // The next connection lasts so many bytes: within CONNECT, within SUBSCRIBE, within a pack.
      line.dropAfter(dice.int(1, 4_000));
      line.cut();
      fleet.make(1);
      const { connections } = line;
      await eventually(() => expect(line.connections).toBeGreaterThanOrEqual(connections + 3), {
        withinMs: 20_000,
      });
    }
    // Not as long as who takes the line for another client with its id.
    expect(await finish('F13b', fleet)).toBeLessThan(sized({ short: 20_000, long: 60_000 }));
  });
});

describeWith(['mosquitto'], 'F16 two programs with one client id', () => {
  it.each([
    ['MQTT 5, on Mosquitto', async () => (await startMosquitto()).url],
    [
      'MQTT 3.1.1, on the embedded broker',
      async () => {
        const broker = await startBroker({ dataDir: await tempDir(), platformPassword: 'secret' });
        atEnd(() => broker.stop());
        return broker.url;
      },
    ],
  ])('do not chase each other off for ever, and say what is wrong: %s', async (_what, startUrl) => {
    const url = await startUrl();
    let connects = 0;
    let told = 0;
    const logger = createLogger('test', { level: 'silent' });
    Object.assign(logger, { error: () => void told++ });
    for (let twin = 0; twin < 2; twin++) {
      const link = connectMqtt({
        url,
        clientId: 'kitchen-twin',
        logger,
        random: () => 0.5,
        onConnect: () => void connects++,
      });
      atEnd(() => link.close());
      await link.ready();
    }
    await eventually(() => expect(told).toBeGreaterThan(0), { withinMs: 10_000 });
    const before = connects;
    // The one that lost waits for at least 15 s, and the other stays.
    await expect(
      eventually(() => expect(connects).toBeGreaterThan(before + 1), { withinMs: 5_000 }),
    ).rejects.toThrow();
    report('F16', { connects });
    expect(connects).toBeLessThanOrEqual(10);
  });
});
