import { deflateSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { KITCHENS } from '../world/kitchens.js';
import { createWorld } from '../world/world.js';
import { compactSenml, type OutgoingReading } from './compact-senml.js';

const SESSION = '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11';
/** 10 o'clock in Nairobi on a Monday: the machines run. */
const FROM_MS = Date.UTC(2026, 2, 2, 7);

/** A pack of the readings of so many looks at every sensor of a kitchen, five seconds apart, in bytes a reading. */
function bytesAReading(looks: number): { readings: number; plain: number; deflated: number } {
  const [kitchen] = KITCHENS;
  const world = createWorld(kitchen!, 1);
  const readings: OutgoingReading[] = Array.from(
    { length: looks },
    (_, look) => FROM_MS + look * 5_000,
  ).flatMap((timeMs) =>
    world
      .sample(timeMs)
      .map(({ channel, value }) => ({ channel: channel.name, unit: channel.unit, value, timeMs })),
  );
  const body = JSON.stringify({ session: SESSION, seq: 1_287, records: compactSenml(readings) });
  const each = (bytes: number): number => Math.round((10 * bytes) / readings.length) / 10;
  return {
    readings: readings.length,
    plain: each(Buffer.byteLength(body)),
    deflated: each(deflateSync(body).length),
  };
}

it.each([
  // One look of all sensors, then half a minute and more than a minute and a half of them.
  { looks: 1, readings: 18, plain: 48, deflated: 19.4 },
  { looks: 6, readings: 108, plain: 24.7, deflated: 5.6 },
  { looks: 20, readings: 360, plain: 20.8, deflated: 3.4 },
])(
  'a pack of $readings readings takes $plain bytes each, and $deflated deflated',
  ({ looks, ...measured }) => {
    const { readings, plain, deflated } = bytesAReading(looks);
    expect(readings).toBe(measured.readings);
    expect(plain).toBeCloseTo(measured.plain, 1);
    // Another release of zlib may find a byte more or less.
    expect(Math.abs(deflated - measured.deflated)).toBeLessThan(0.5);
  },
);
