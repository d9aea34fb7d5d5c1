import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_AGE_MS, MAX_AHEAD_MS } from './limits.js';
import { resolveSenml } from './senml.js';

const ARRIVAL_MS = Date.UTC(2026, 2, 2, 10, 58);
const T = ARRIVAL_MS / 1000;
const resolve = (records: unknown[], relativeTimes = false) =>
  resolveSenml('ke-nbo-01', records, { arrivalMs: ARRIVAL_MS, relativeTimes });

describe('resolving SenML', () => {
  it('carries base fields on to later records, and adds them (RFC 8428 section 4.6)', () => {
    const { readings, bad } = resolve([
      { bn: 'extruder-1/', bt: T - 60, bu: 'Cel', bv: 100, n: 'a', v: 1.5 },
      { n: 'b', v: 2, t: 30 },
      { bn: 'press-1/', n: 'c', u: 'kW', v: -100 },
    ]);
    expect(bad).toEqual([]);
    expect(readings).toEqual([
      { position: 0, channel: 'extruder-1/a', unit: 'Cel', value: 101.5, timeMs: ARRIVAL_MS - 60_000 },
      { position: 1, channel: 'extruder-1/b', unit: 'Cel', value: 102, timeMs: ARRIVAL_MS - 30_000 },
      { position: 2, channel: 'press-1/c', unit: 'kW', value: 0, timeMs: ARRIVAL_MS - 60_000 },
    ]);
  });

  it('reads a name with the kitchen in front as relative to the kitchen (S1)', () => {
    expect(resolve([{ bn: 'ke-nbo-01/ext1/', n: 'x', bt: T, v: 1 }]).readings[0]?.channel).toBe('ext1/x');
  });

  it('keeps the base of a bad record for its neighbours (S2)', () => {
    const { readings, bad } = resolve([
      { bn: 'm/', bt: T, n: 'a', v: 'hot' },
      { n: 'b', v: 2 },
    ]);
    expect(bad.map((one) => [one.position, one.reason])).toEqual([[0, 'value']]);
    expect(readings.map((one) => one.channel)).toEqual(['m/b']);
  });

  it.each([
    ['a string', { vs: 'x' }],
    ['data', { vd: 'AA' }],
    ['an infinity', { v: Number.POSITIVE_INFINITY }],
    ['no value', {}],
    ['a sum that overflows', { bv: Number.MAX_VALUE, v: Number.MAX_VALUE }],
  ])('refuses %s as a value (S2)', (_what, fields) => {
    expect(resolve([{ n: 'm/x', bt: T, u: 'Cel', ...fields }]).bad[0]?.reason).toBe('value');
  });

  it('stores a boolean as 1 or 0, and no minus zero (S2)', () => {
    const { readings } = resolve([
      { n: 'm/on', bt: T, vb: true },
      { n: 'm/off', vb: false },
      { n: 'm/zero', v: -0 },
    ]);
    expect(readings.map((one) => one.value)).toEqual([1, 0, 0]);
    expect(Object.is(readings[2]?.value, 0)).toBe(true);
  });

  it('takes a time below 2^28 s as relative to arrival, in bare arrays alone (S4)', () => {
    const records = [{ n: 'm/x', v: 1, t: -60 }];
    expect(resolve(records, true).readings[0]?.timeMs).toBe(ARRIVAL_MS - 60_000);
    expect(resolve(records).bad[0]?.reason).toBe('clock_skew');
  });

  it('accepts a device time up to its limits and not beyond (S5)', () => {
    const at = (timeMs: number) => resolve([{ n: 'm/x', bt: timeMs / 1000, v: 1 }]).readings.length;
    expect(at(ARRIVAL_MS + MAX_AHEAD_MS)).toBe(1);
    expect(at(ARRIVAL_MS + MAX_AHEAD_MS + 1)).toBe(0);
    expect(at(ARRIVAL_MS - MAX_AGE_MS)).toBe(1);
    expect(at(ARRIVAL_MS - MAX_AGE_MS - 1)).toBe(0);
  });

  it('answers every record of any JSON once, and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (records) => {
        const { readings, bad } = resolve(records, true);
        for (const reading of readings) expect(Number.isFinite(reading.value)).toBe(true);
        const positions = [...readings, ...bad].map((one) => one.position);
        expect(new Set(positions).size).toBe(positions.length);
      }),
    );
  });
});
