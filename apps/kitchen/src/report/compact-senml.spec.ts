import { resolveSenml } from '@bakeloop/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compactSenml, type OutgoingReading } from './compact-senml.js';

const NOW_MS = Date.UTC(2026, 2, 2, 10, 30, 0);
const resolved = (records: unknown[]): OutgoingReading[] => {
  const { readings, bad } = resolveSenml('ke-nbo-01', records, { arrivalMs: NOW_MS, relativeTimes: false });
  expect(bad).toEqual([]);
  return readings.map(({ channel, unit, value, timeMs }) => ({ channel, unit: unit ?? '', value, timeMs }));
};
const sorted = (readings: readonly OutgoingReading[]): string[] =>
  readings.map((reading) => JSON.stringify(reading)).sort();

describe('compact SenML', () => {
  it('says base name, base unit and base time once', () => {
    const at = (channel: string, unit: string, value: number, ms = 0): OutgoingReading => ({
      channel,
      unit,
      value,
      timeMs: NOW_MS + ms,
    });
    expect(
      compactSenml([
        at('extruder-1/barrel-1-temperature', 'Cel', 201.4),
        at('extruder-1/barrel-2-temperature', 'Cel', 205),
        at('extruder-1/motor-current', 'A', 12.5, 250),
        at('shredder-1/motor-power', 'kW', 8, 0),
        at('shredder-1/motor-power', 'kW', 9, 5_000),
      ]),
    ).toEqual([
      { bn: 'extruder-1/', bt: NOW_MS / 1_000, bu: 'A', n: 'motor-current', t: 0.25, v: 12.5 },
      { bu: 'Cel', n: 'barrel-1-temperature', v: 201.4 },
      { n: 'barrel-2-temperature', v: 205 },
      { bn: 'shredder-1/motor-power', bu: 'kW', v: 8 },
      { t: 5, v: 9 },
    ]);
  });

  it('says nothing of nothing', () => {
    expect(compactSenml([])).toEqual([]);
  });

  it('is read by the platform as what was put in', () => {
    const reading = fc.record({
      channel: fc
        .constantFrom('a/x', 'a/y', 'b/x', 'b/deep/name', 'bb/x')
        .chain((channel) => fc.constant(channel)),
      value: fc.integer({ min: -1e6, max: 1e6 }).map((value) => value / 100 + 0),
      timeMs: fc.integer({ min: NOW_MS - 86_400_000, max: NOW_MS }),
    });
    const unitOf: Record<string, string> = {
      'a/x': 'Cel',
      'a/y': 'kW',
      'b/x': 'Cel',
      'b/deep/name': 'A',
      'bb/x': 'kg',
    };
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1, maxLength: 40 }), (drawn) => {
        const readings = drawn.map(({ channel, value, timeMs }) => ({
          channel,
          unit: unitOf[channel]!,
          value: value === 0 ? 0 : value,
          timeMs,
        }));
        expect(sorted(resolved(compactSenml(readings)))).toEqual(sorted(readings));
      }),
    );
  });
});
