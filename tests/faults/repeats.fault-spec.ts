import { randomUUID } from 'node:crypto';
import { topics, type ChangeNotice } from '@bakeloop/contracts';
import { detectEngine } from '@bakeloop/db';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { connectAsync } from 'mqtt';
import { sized } from '../support/at-length.js';
import { mb1Events } from '../support/batch-log.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startShippedMosquitto } from '../support/mosquitto.js';
import { describeWith } from '../support/programs.js';
import { connectKitchen, type TestKitchen } from '../support/test-kitchen.js';
import { startFleet } from './fleet.js';
import { expectAccountsBalance, expectExactly } from './oracle.js';
import { startPlatform, type Platform } from './platform.js';
import { report } from './report.js';
import { diceOf } from './settings.js';

const DAY_S = 86_400;

describeWith(['postgres', 'mosquitto'], 'again, late, out of order, or not at all', () => {
  let platform: Platform;
  let query: Platform['database']['query'];
  beforeAll(async () => {
    // One that writes to its disk with each change would be all that is measured.
    platform = await startPlatform({ mosquitto: await startShippedMosquitto() });
    query = platform.database.query.bind(platform.database);
  });

  const kitchen = async (id: string): Promise<TestKitchen> => {
    const connected = await connectKitchen(platform.mosquitto.url, id);
    atEnd(() => connected.end());
    return connected;
  };
  const valuesOf = async (kitchenId: string): Promise<[string, number][]> => {
    const rows = await query<{ name: string; value: number }[]>(
      `SELECT c.name, r.value FROM reading r JOIN channel c ON c.id = r.channel_id WHERE c.kitchen_id = $1
       ORDER BY c.name, r.device_time`,
      [kitchenId],
    );
    return rows.map(({ name, value }) => [name, value]);
  };
  const seconds = (): number => Math.floor(Date.now() / 1_000) - 60;

  it('F17 a storm of what is settled already is answered, stores nothing, and says nothing to viewers', async () => {
    const fleet = startFleet(platform.mosquitto.url, {
      kitchens: 10,
      dice: diceOf('F17'),
      name: 'f17',
      badPercent: 0,
      resendMs: 30_000,
    });
    fleet.make(sized({ short: 20, long: 200 }));
    await fleet.untilSettled();
    await expectExactly(platform.database, fleet);
    const told: ChangeNotice[] = [];
    const viewer = await connectAsync(platform.mosquitto.url, { reconnectPeriod: 0 });
    atEnd(() => viewer.endAsync(true));
    viewer.on('message', (_topic, payload) => {
      const change = JSON.parse(payload.toString()) as ChangeNotice;
      if (change.kitchenId.startsWith('f17-')) told.push(change);
    });
    await viewer.subscribeAsync(topics.allChanges);
    const rounds = sized({ short: 3, long: 8 });
    const beganMs = performance.now();
    for (let round = 0; round < rounds; round++) {
      fleet.repeat(fleet.packs);
      await fleet.untilSettled();
    }
    const recoveryMs = Math.round(performance.now() - beganMs);
    const verdict = await expectExactly(platform.database, fleet);
    await expectAccountsBalance(platform.database, fleet);
    await fleet.end();
    const records = rounds * verdict.produced;
    const perSecond = Math.round((records / recoveryMs) * 1_000);
    report('F17', {
      ...verdict,
      recoveryMs,
      repeated: records,
      per_s: perSecond,
    });
    expect(told).toEqual([]);
    expect(perSecond).toBeGreaterThan(sized({ short: 500, long: 5_000 }));
  });

  describe('F18 replayed, each twice', () => {
    let isTimescale: boolean;
    beforeAll(async () => {
      isTimescale = (await detectEngine(platform.database)).kind === 'timescaledb';
    });
    const isCompressed = (atS: number): Promise<unknown> =>
      query(
        `SELECT is_compressed FROM timescaledb_information.chunks WHERE hypertable_name = 'reading_raw'
         AND range_start <= to_timestamp($1) AND range_end > to_timestamp($1)`,
        [atS],
      );

    it.each([7, 100, 399])(
      '%i days late: stored once, in every rollup, also of a compressed day',
      async (days) => {
        // From one in the night on: the same UTC day for all of it.
        const nowS = Math.floor(Date.now() / 1_000);
        const beganS = (Math.floor(nowS / DAY_S) - days) * DAY_S + 3_600;
        const fleet = startFleet(platform.mosquitto.url, {
          kitchens: 2,
          dice: diceOf(`F18-${days}`),
          name: `f18-${days}`,
          beganAgoS: nowS - beganS,
        });
        fleet.make(sized({ short: 20, long: 500 }));
        await fleet.untilSettled();
        await expectExactly(platform.database, fleet);
        if (isTimescale) {
          await query(
            `SELECT compress_chunk(c, if_not_compressed => true) FROM show_chunks('reading_raw', older_than => INTERVAL '2 days') c`,
          );
          expect(await isCompressed(beganS)).toEqual([{ is_compressed: true }]);
          // Later seconds of the same day, which nobody knows yet.
          fleet.make(sized({ short: 20, long: 500 }));
          await fleet.untilSettled();
          await expectExactly(platform.database, fleet);
        }
        fleet.repeat(fleet.packs);
        const recoveryMs = await fleet.untilSettled();
        const verdict = await expectExactly(platform.database, fleet);
        await fleet.end();
        report(`F18-${days}d`, { ...verdict, recoveryMs });
      },
    );

    it('401 days late: one dead letter a reading, and nothing else has changed', async () => {
      const late = await kitchen('f18-too-late');
      const records = [{ n: 'm/x', t: seconds() - 401 * DAY_S, v: 1 }];
      for (let time = 1; time <= 2; time++) {
        await late.pack(1, records);
        await eventually(() => expect(late.acks.flatMap((ack) => ack.rejected)).toHaveLength(time));
      }
      expect(await valuesOf(late.id)).toEqual([]);
      expect(await query(`SELECT reason, hits FROM dead_letter WHERE kitchen_id = $1`, [late.id])).toEqual([
        { reason: 'clock_skew', hits: 2 },
      ]);
    });
  });

  it('F19 the same key with other content: the first stays, and a reused event id is a dead letter', async () => {
    const liar = await kitchen('f19-liar');
    const t = seconds();
    const [event] = mb1Events({ startMs: Date.now() - 4 * 3_600_000 });
    if (event?.type !== 'intake.recorded') throw new Error('the vector begins with an intake');
    await liar.pack(1, [{ n: 'm/x', t, v: 1 }]);
    await liar.log(1, [event]);
    await liar.untilSettled('telemetry', 1);
    await liar.untilSettled('events', 1);
    // One digit is another: the same pack, the same reading in another pack, the same event in another pack.
    await liar.pack(1, [{ n: 'm/x', t, v: 2 }]);
    await liar.pack(2, [{ n: 'm/x', t, v: 3 }]);
    await liar.log(2, [{ ...event, data: { ...event.data, grossGrams: 500_001 } }]);
    await liar.untilSettled('telemetry', 2);
    await liar.untilSettled('events', 2);
    expect(await valuesOf(liar.id)).toEqual([['m/x', 1]]);
    expect(
      await query(`SELECT body->'data'->>'grossGrams' AS grams FROM event WHERE kitchen_id = $1`, [liar.id]),
    ).toEqual([{ grams: '500000' }]);
    expect(await query(`SELECT reason, hits FROM dead_letter WHERE kitchen_id = $1`, [liar.id])).toEqual([
      { reason: 'id_reused', hits: 1 },
    ]);
    report('F19', { produced: 5, stored: 2, duplicates: 2, dead: 1, lost: 0, doubled: 0 });
  });

  it('F20 a count that begins anew is new in a new session, and known in the old one', async () => {
    const first = await kitchen('f20-rebooted');
    const t = seconds();
    await first.pack(1, [{ n: 'm/x', t, v: 1 }]);
    await first.untilSettled('telemetry', 1);
    const reborn = await connectKitchen(platform.mosquitto.url, first.id, randomUUID());
    atEnd(() => reborn.end());
    await reborn.pack(1, [{ n: 'm/x', t: t + 1, v: 2 }]);
    await reborn.untilSettled('telemetry', 1);
    await first.pack(1, [{ n: 'm/x', t: t + 2, v: 3 }]);
    await eventually(() =>
      expect(first.acks.filter(({ session }) => session === first.session)).toHaveLength(2),
    );
    expect(await valuesOf(first.id)).toEqual([
      ['m/x', 1],
      ['m/x', 2],
    ]);
    report('F20', { produced: 2, stored: 2, duplicates: 1, dead: 0, lost: 0, doubled: 0 });
  });

  it('F21 shuffled and doubled: the same state as in order, and the newest reading is the current one', async () => {
    const fleet = startFleet(platform.mosquitto.url, {
      kitchens: 2,
      dice: diceOf('F21'),
      name: 'f21',
      shuffles: true,
      twicePercent: 30,
      resendMs: 30_000,
    });
    fleet.make(sized({ short: 150, long: 5_000 }));
    const recoveryMs = await fleet.untilSettled(300_000);
    const verdict = await expectExactly(platform.database, fleet);
    await fleet.end();
    for (const { id } of fleet.kitchens) {
      const newest = fleet.packs.filter((pack) => pack.kitchenId === id && pack.readings.length > 0).at(-1);
      const current = await query<{ name: string; value: number }[]>(
        `SELECT c.name, v.value FROM reading_current v JOIN channel c ON c.id = v.channel_id WHERE c.kitchen_id = $1
         ORDER BY c.name`,
        [id],
      );
      expect(current).toEqual(newest?.readings.map(({ channel, value }) => ({ name: channel, value })));
    }
    report('F21', { ...verdict, recoveryMs });
  });

  it('F22 a pack that never comes is never acknowledged, and is counted as missing', async () => {
    const gappy = await kitchen('f22-gap');
    const t = seconds();
    const sent = Array.from({ length: 50 }, (_, index) => index + 1).filter((seq) => seq !== 42);
    for (const seq of sent)
      await gappy.log(seq, [
        {
          id: randomUUID(),
          type: 'intake.recorded',
          time: new Date((t - seq) * 1_000).toISOString(),
          data: { lotId: `L-${seq}`, sourceType: 'household', grossGrams: 1_000, tareGrams: 0 },
        },
      ]);
    await gappy.untilSettled('events', ...sent);
    expect(gappy.settled('events', 42)).toBe(false);
    expect(
      await query(
        `SELECT (event_packs_expected - event_packs)::int AS missing, settled::text FROM kitchen k
         JOIN pack p ON p.kitchen_id = k.id WHERE k.id = $1`,
        [gappy.id],
      ),
    ).toEqual([{ missing: 1, settled: '{[1,42),[43,51)}' }]);
    report('F22', { produced: 50, stored: 49, duplicates: 0, dead: 0, lost: 0, doubled: 0, missing: 1 });
  });

  it('F32 what nobody can read, in front of a queue, is one dead letter and delays nobody', async () => {
    const spoiler = await kitchen('f32-spoiler');
    const fleet = startFleet(platform.mosquitto.url, { kitchens: 5, dice: diceOf('F32'), name: 'f32' });
    for (const body of ['{broken', Buffer.from([0xff, 0xfe]), '[', `[${'['.repeat(20_000)}`])
      await spoiler.publish('telemetry', body);
    const spoiltMs = performance.now();
    await spoiler.pack(1, [{ n: 'm/x', t: seconds(), v: 1 }]);
    await spoiler.untilSettled('telemetry', 1);
    expect(performance.now() - spoiltMs).toBeLessThan(sized({ short: 10_000, long: 2_000 }));
    fleet.make(sized({ short: 40, long: 200 }));
    const recoveryMs = await fleet.untilSettled();
    const verdict = await expectExactly(platform.database, fleet);
    await fleet.end();
    expect(
      await query(`SELECT reason, hits FROM dead_letter WHERE kitchen_id = $1 OR topic = $2`, [
        spoiler.id,
        topics.of(spoiler.id, 'telemetry'),
      ]),
    ).toEqual(Array.from({ length: 4 }, () => ({ reason: 'not_json', hits: 1 })));
    report('F32', { ...verdict, recoveryMs, dead: verdict.dead + 4, produced: verdict.produced + 4 });
  });
});
