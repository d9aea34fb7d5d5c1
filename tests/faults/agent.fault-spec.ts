import { existsSync } from 'node:fs';
import { readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openLine, type Line } from '@bakeloop/kitchen';
import { createLogger } from '@bakeloop/runtime';
import { expect, it } from '@jest/globals';
import { sized } from '../support/at-length.js';
import { tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startFakePlatform } from '../support/fake-platform.js';
import { startMosquitto } from '../support/mosquitto.js';
import { describeWith } from '../support/programs.js';
import { agentProcess } from './agent-process.js';
import { startFleet } from './fleet.js';
import { expectExactly } from './oracle.js';
import { startPlatform } from './platform.js';
import { report } from './report.js';
import { diceOf } from './settings.js';
import { mountSmallDisk, whyNoSmallDisk } from './small-disk.js';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describeWith(['mosquitto'], 'the agent of a kitchen', () => {
  it('F9 loses the record that was being written when the power failed, and no other', async () => {
    const dice = diceOf('F9');
    const broker = await startMosquitto();
    const total = { produced: 0, stored: 0, duplicates: 0, dead: 0, lost: 0, doubled: 0, unwritten: 0 };
    for (let round = 1; round <= sized({ short: 1, long: 12 }); round++) {
      const id = `f9-kitchen-${round}`;
      const platform = await startFakePlatform(broker.url, id);
      platform.deaf = true;
      const agent = await agentProcess({ id, mqttUrl: broker.url });
      agent.start();
      await eventually(() => expect(agent.sensor.count).toBeGreaterThan(20), { withinMs: 20_000 });
      const read = agent.sensor.count;
      await agent.kill9();
      await tear(agent.outbox, dice.int(1, 64));
      platform.deaf = false;
      agent.start();
      const after = await eventually(
        () => {
          const values = platform.values('m/count');
          expect(Math.max(...values)).toBeGreaterThan(read + 5);
          return values;
        },
        { withinMs: 30_000 },
      );
      const before = after.filter((value) => value <= read);
      expect(before).toEqual(upTo(before.length));
      // What was not in a pack yet, and the torn one.
      expect(before.length).toBeGreaterThan(read - 10);
      const again = after.filter((value) => value > read);
      expect(again).toEqual(again.map((_, index) => (again[0] ?? 0) + index));
      total.produced += read;
      total.stored += before.length;
      total.unwritten += read - before.length;
      await agent.kill9();
    }
    report('F9', total);
  });
});

const noSmallDisk = whyNoSmallDisk();
if (noSmallDisk) process.stderr.write(`skipped: F8: ${noSmallDisk}\n`);

(noSmallDisk ? it.skip : it)(
  'F8 a damaged outbox on a full disk is repaired when there is room for all that is in it, and not before',
  async () => {
    const disk = await mountSmallDisk(16 * 1024 * 1024);
    const folder = join(disk.folder, 'outbox');
    const open = (): Promise<Line> =>
      openLine({
        kitchenId: 'f8-kitchen',
        birthOf: (session) => ({ session, machines: [], channels: [] }),
        // Nobody takes anything.
        mqttUrl: 'mqtt://127.0.0.1:1',
        folder,
        logger: createLogger('test', { level: 'silent' }),
        nowMs: Date.now,
        monotonicMs: () => performance.now(),
        onServerTime: () => undefined,
        random: () => 0.5,
      });
    const line = await open();
    for (let event = 0; event < 10; event++)
      await line.store('events', { events: [{ note: 'x'.repeat(200_000) }] });
    await line.stop();
    await rm(join(folder, 'CURRENT'));
    await disk.fill();
    await expect(open()).rejects.toThrow(
      /damaged, and its disk is too full to repair it: make room for \d+ MB/,
    );
    await disk.empty();
    const again = await open();
    expect(again.stored.packs).toBe(10);
    await again.stop();
  },
);

/** Takes the last bytes of the file that was written last, as a disk does that had not got them all. */
async function tear(folder: string, bytes: number): Promise<void> {
  const logs = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.log'));
  const newest = join(folder, logs.sort().at(-1) ?? '');
  await truncate(newest, Math.max(0, (await stat(newest)).size - bytes));
}

const FAKETIME = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
].find((path) => existsSync(path));
if (!FAKETIME)
  process.stderr.write(
    'skipped: F23: needs libfaketime (apt-get install libfaketime; there is none for macOS)\n',
  );
const DAY_S = 86_400;

describeWith(['postgres', 'mosquitto'], 'the clock of a kitchen', () => {
  (FAKETIME ? it : it.skip)(
    'F23 jumps, and is wrong from the beginning: nothing lies in the future, nothing is lost, nobody else notices',
    async () => {
      const platform = await startPlatform({ ingests: 1 });
      const fleet = startFleet(platform.mosquitto.url, {
        kitchens: 2,
        dice: diceOf('F23'),
        name: 'f23-others',
      });
      const load = fleet.steadily(20);
      const kitchen = async (id: string, beginsS: number) => {
        const clock = join(await tempDir(), 'clock');
        const set = (offsetS: number): Promise<void> =>
          writeFile(clock, `${offsetS < 0 ? '' : '+'}${offsetS}\n`);
        await set(beginsS);
        const agent = await agentProcess({
          id,
          mqttUrl: platform.mosquitto.url,
          env: {
            LD_PRELOAD: FAKETIME ?? '',
            FAKETIME_TIMESTAMP_FILE: clock,
            FAKETIME_CACHE_DURATION: '1',
            FAKETIME_DONT_FAKE_MONOTONIC: '1',
          },
        });
        agent.start();
        const reads = async (more: number): Promise<void> => {
          const from = agent.sensor.count;
          await eventually(() => expect(agent.sensor.count).toBeGreaterThan(from + more), {
            withinMs: 30_000,
          });
        };
        await reads(30);
        return { id, agent, set, reads };
      };
      const jumping = await kitchen('f23-jumping', 0);
      const ahead = await kitchen('f23-ahead', 400 * DAY_S);
      for (const offsetS of [400 * DAY_S, -20 * 365 * DAY_S, 120, -120, 0]) {
        await jumping.set(offsetS);
        await jumping.reads(25);
      }
      // The clock is set right at last.
      await ahead.set(0);
      await ahead.reads(30);

      const result: Record<string, { read: number; stored: number; dead: number }> = {};
      for (const { id, agent } of [jumping, ahead]) {
        const read = agent.sensor.count;
        const found = await eventually(
          async () => {
            const stored = await platform.database.query<{ value: number; aheadS: number }[]>(
              `SELECT r.value, extract(epoch FROM r.device_time - r.received_at)::float8 AS "aheadS" FROM reading r
               JOIN channel c ON c.id = r.channel_id WHERE c.kitchen_id = $1 ORDER BY r.value`,
              [id],
            );
            const letters = await platform.database.query<{ position: number; payload: Buffer }[]>(
              `SELECT position, payload FROM dead_letter JOIN dead_payload USING (digest) WHERE kitchen_id = $1`,
              [id],
            );
            const dead = letters.map(
              ({ position, payload }) =>
                (JSON.parse(payload.toString()) as { records: { v: number }[] }).records[position]?.v ?? NaN,
            );
            const all = [...stored.map(({ value }) => value), ...dead].sort((left, right) => left - right);
            expect(all.length).toBeGreaterThanOrEqual(read);
            return { stored, dead, all };
          },
          { withinMs: 40_000 },
        );
        expect(found.all).toEqual(upTo(found.all.length));
        expect(found.stored.filter(({ aheadS }) => aheadS > 300)).toEqual([]);
        result[id] = { read, stored: found.stored.length, dead: found.dead.length };
      }
      // A clock that was right once is not followed out of all reason; one that never was is believed until the platform has answered.
      expect(result['f23-jumping']?.dead).toBe(0);
      expect(result['f23-ahead']?.dead).toBeGreaterThan(0);
      expect(result['f23-ahead']?.stored).toBeGreaterThan(result['f23-ahead']?.dead ?? Infinity);
      await load.stop();
      await fleet.untilSettled();
      const verdict = await expectExactly(platform.database, fleet);
      await fleet.end();
      report('F23', { ...verdict, refused_of_wrong_clock: result['f23-ahead']?.dead ?? 0 });
    },
    180_000,
  );
});
