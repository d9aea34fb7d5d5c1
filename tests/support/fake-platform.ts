import { inflateSync } from 'node:zlib';
import {
  DEFLATE,
  isDeflated,
  resolveSenml,
  telemetryPack,
  topics,
  type ResolvedReading,
} from '@bakeloop/contracts';
import { connectAsync } from 'mqtt';
import { atEnd } from './cleanup.js';

/** The platform as a kitchen sees it, without a database: settles packs, remembers readings, acknowledges. */
export interface FakePlatform {
  readonly readings: ResolvedReading[];
  readonly packs: { session: string; seq: number; bytes: number; deflated: boolean; body: string }[];
  readonly births: unknown[];
  /** While true nothing is settled or acknowledged. */
  deaf: boolean;
  /** Says that it reads deflated packs (D1); default not. */
  saysDeflate: boolean;
  /** While false a deflated pack is not understood, as by a platform of before; default true. */
  readsDeflate: boolean;
  /** Values of one channel in order of device time. */
  values(channel: string): number[];
}

/** @param o.aheadMs how far the platform's clock is ahead of this machine's, ms */
export async function startFakePlatform(
  mqttUrl: string,
  kitchenId: string,
  o: { aheadMs?: number } = {},
): Promise<FakePlatform> {
  const client = await connectAsync(mqttUrl, { reconnectPeriod: 100 });
  atEnd(() => client.endAsync(true));
  const settled = new Set<string>();
  const platform: FakePlatform = {
    readings: [],
    packs: [],
    births: [],
    deaf: false,
    saysDeflate: false,
    readsDeflate: true,
    values: (channel) =>
      platform.readings
        .filter((reading) => reading.channel === channel)
        .toSorted((left, right) => left.timeMs - right.timeMs)
        .map(({ value }) => value),
  };
  client.on('message', (topic, payload) => {
    if (topic.endsWith('/birth')) return void platform.births.push(JSON.parse(payload.toString()));
    if (platform.deaf) return;
    const deflated = isDeflated(payload);
    if (deflated && !platform.readsDeflate) return;
    const body = (deflated ? inflateSync(payload) : payload).toString();
    const { session, seq, records } = telemetryPack.parse(JSON.parse(body));
    const now = Date.now() + (o.aheadMs ?? 0);
    if (!settled.has(`${session}/${seq}`)) {
      settled.add(`${session}/${seq}`);
      const { readings, bad } = resolveSenml(kitchenId, records, { arrivalMs: now, relativeTimes: false });
      if (bad.length > 0) throw new Error(`a bad record: ${JSON.stringify(bad)}`);
      platform.readings.push(...readings);
      platform.packs.push({ session, seq, bytes: payload.length, deflated, body });
    }
    client.publish(
      topics.of(kitchenId, 'ack'),
      JSON.stringify({
        session,
        stream: 'telemetry',
        seqs: [[seq, seq]],
        rejected: [],
        at: new Date(now).toISOString(),
        ...(platform.saysDeflate ? { accepts: [DEFLATE] } : {}),
      }),
      { qos: 1 },
    );
  });
  await client.subscribeAsync([topics.of(kitchenId, 'telemetry'), topics.of(kitchenId, 'birth')], { qos: 1 });
  return platform;
}
