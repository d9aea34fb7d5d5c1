import type { KitchenEvent } from '@bakeloop/domain';
import type { ApiClient } from './api-client.js';
import type { ApiStack } from './api-stack.js';
import { randomLog } from './random-log.js';

const KITCHENS = [
  { id: 'ke-nbo-01', timeZone: 'Africa/Nairobi', country: 'KE', position: [36.9, -1.248] },
  { id: 'nl-lwo-01', timeZone: 'Europe/Amsterdam', country: 'NL', position: [6.213, 53.406] },
  { id: 'id-sub-01', timeZone: 'Asia/Jakarta', country: 'ID', position: [112.752, -7.257] },
];
const BATCHES = 14;
const DAYS = 40;

/**
 * Three kitchens of three time zones with `randomLog`s of 40 days. The extruder has a meter, the press has none. Half of
 * every log comes first, the other half after an instant that is given back.
 */
export async function logKitchens(
  stack: ApiStack,
  client: ApiClient,
  startMs: number,
): Promise<{ logs: ReadonlyMap<string, KitchenEvent[]>; halfKnown: string }> {
  for (const { id, ...birth } of KITCHENS) {
    const kitchen = await stack.kitchen(id, {
      name: id,
      place: id,
      ...birth,
      machines: [
        { id: 'extruder-1', type: 'extruder', idealKgPerHour: 60 },
        { id: 'press-1', type: 'press', idealKgPerHour: 40 },
      ],
      channels: [{ name: 'extruder-1/energy', unit: 'kWh', kind: 'counter', intervalSeconds: 3_600 }],
    });
    const hours = Array.from({ length: 24 * DAYS }, (_, hour) => hour);
    await kitchen.pack(
      1,
      hours.map((hour) => ({
        n: 'extruder-1/energy',
        t: startMs / 1_000 + hour * 3_600,
        v: 1_000 + hour * 3,
      })),
    );
    await kitchen.untilSettled('telemetry', 1);
  }
  const logs = new Map(
    KITCHENS.map(({ id }, index) => [id, randomLog({ seed: 7 * (index + 1), batches: BATCHES, startMs })]),
  );
  // Every second event first: half a log is not a log that was cut at a time.
  const half = (log: readonly KitchenEvent[], which: number) => log.filter((_, index) => index % 2 === which);
  for (const [id, log] of logs) await client.post(id, half(log, 0));
  const halfKnown = new Date().toISOString();
  for (const [id, log] of logs) await client.post(id, half(log, 1));
  return { logs, halfKnown };
}
