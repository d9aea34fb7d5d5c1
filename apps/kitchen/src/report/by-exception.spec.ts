import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  byException,
  unreported,
  type ReportMemory,
  type ReportRule,
  type TimedValue,
} from './by-exception.js';

const gauge: ReportRule = { kind: 'gauge', deadband: 0.5, heartbeatMs: 60_000 };
const counter: ReportRule = { kind: 'counter', deadband: 0, heartbeatMs: 60_000 };
const each = (values: readonly number[], everyMs = 5_000): TimedValue[] =>
  values.map((value, at) => ({ atMs: at * everyMs, value }));

function run(
  rule: ReportRule,
  samples: readonly TimedValue[],
): { reports: TimedValue[]; memory?: ReportMemory } {
  let memory: ReportMemory | undefined;
  const reports: TimedValue[] = [];
  for (const sample of samples) {
    const outcome = byException(rule, memory, sample);
    memory = outcome.memory;
    reports.push(...outcome.report);
  }
  return memory === undefined ? { reports } : { reports, memory };
}
const told = (rule: ReportRule, values: readonly number[]): number[][] =>
  run(rule, each(values)).reports.map(({ atMs, value }) => [atMs / 1_000, value]);

describe('report by exception', () => {
  it('reports a gauge when it moved by more than the deadband, not for its noise', () => {
    expect(told(gauge, [20, 20.5, 19.5, 20.2])).toEqual([[0, 20]]);
    expect(told(gauge, [20, 20.6])).toEqual([[0, 20], [5, 20.6]]); // prettier-ignore
  });

  it('reports the reading before a jump too, so that a chart stays flat until then', () => {
    expect(told(gauge, [20, 20.1, 20.2, 80, 80.1])).toEqual([[0, 20], [10, 20.2], [15, 80]]); // prettier-ignore
  });

  it('does not double the reports of a steady ramp', () => {
    expect(told(gauge, [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2])).toEqual([[0, 0], [15, 0.6], [30, 1.2]]); // prettier-ignore
  });

  it('reports a still gauge at its heartbeat', () => {
    const { reports } = run(gauge, each(Array.from({ length: 40 }, () => 20)));
    expect(reports.map(({ atMs }) => atMs)).toEqual([0, 60_000, 120_000, 180_000]);
  });

  it('reports a counter on every change and at its heartbeat', () => {
    expect(told(counter, [7, 7, 7.1, 7.1, 7.1])).toEqual([[0, 7], [5, 7], [10, 7.1]]); // prettier-ignore
    expect(run(counter, each(Array.from({ length: 25 }, () => 7))).reports).toHaveLength(3);
  });

  it('loses no consumption when a counter is reset: the last reading before is reported (S8)', () => {
    expect(told({ ...counter, deadband: 5 }, [100, 102, 104, 0, 1])).toEqual([[0, 100], [10, 104], [15, 0]]); // prettier-ignore
  });

  it('passes a late reading on as history, and takes one instant for one reading (S6)', () => {
    const { memory } = run(gauge, each([20, 20, 20]));
    expect(byException(gauge, memory, { atMs: 2_000, value: 50 })).toEqual({
      memory,
      report: [{ atMs: 2_000, value: 50 }],
    });
    expect(byException(gauge, memory, { atMs: 10_000, value: 50 }).report).toEqual([]);
  });

  it('knows what was read last but not said', () => {
    const { memory } = run(gauge, each([20, 20.1, 20.2]));
    expect(memory && unreported(memory)).toEqual({ atMs: 10_000, value: 20.2 });
    const { memory: said } = run(gauge, each([20, 30]));
    expect(said && unreported(said)).toBeUndefined();
  });

  const samples = fc
    .array(
      fc.record({ stepMs: fc.integer({ min: 1, max: 90_000 }), move: fc.integer({ min: -40, max: 40 }) }),
      {
        minLength: 1,
        maxLength: 60,
      },
    )
    .map((steps) => {
      let atMs = 0;
      let value = 0;
      return steps.map(({ stepMs, move }) => ({ atMs: (atMs += stepMs), value: (value += move / 10) }));
    });

  it('never lets the line between the reports miss a reading by more than three deadbands', () => {
    fc.assert(
      fc.property(samples, fc.constantFrom(0, 0.3, 1), (readings, deadband) => {
        const { reports, memory } = run({ ...gauge, deadband }, readings);
        const rest = memory && unreported(memory);
        const line = rest ? [...reports, rest] : reports;
        for (const { atMs, value } of readings) {
          const to = line.findIndex((point) => point.atMs >= atMs);
          const right = line[to]!;
          const left = line[to - 1] ?? right;
          const share = right === left ? 0 : (atMs - left.atMs) / (right.atMs - left.atMs);
          const shown = left.value + share * (right.value - left.value);
          expect(Math.abs(shown - value)).toBeLessThanOrEqual(3 * deadband + 1e-9);
        }
      }),
    );
  });

  it('keeps the consumption of a counter to the last digit, whatever its deadband and resets', () => {
    const consumed = (points: readonly TimedValue[]): number =>
      points.slice(1).reduce((sum, { value }, at) => sum + Math.max(0, value - points[at]!.value), 0);
    fc.assert(
      fc.property(samples, fc.constantFrom(0, 3), (readings, deadband) => {
        const { reports, memory } = run({ ...counter, deadband }, readings);
        const rest = memory && unreported(memory);
        expect(consumed(rest ? [...reports, rest] : reports)).toBeCloseTo(consumed(readings), 6);
      }),
    );
  });

  it('is never silent for longer than a heartbeat and one reading', () => {
    fc.assert(
      fc.property(samples, (readings) => {
        const { reports } = run(gauge, readings);
        const longestStep = Math.max(...readings.map(({ atMs }, at) => atMs - (readings[at - 1]?.atMs ?? 0)));
        const times = [...reports.map(({ atMs }) => atMs), readings.at(-1)!.atMs];
        for (const [at, atMs] of times.slice(1).entries())
          expect(atMs - times[at]!).toBeLessThanOrEqual(gauge.heartbeatMs + longestStep);
      }),
    );
  });
});
