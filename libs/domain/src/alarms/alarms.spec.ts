import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { beyond, limitsOf, riseAtEach, risesWithoutFlow, type Reading } from './conditions.js';
import { findLate } from './late.js';
import { ALARM_KINDS, isNamed, rulesAt, type PlacedRule, type ZeroFlowRule } from './rules.js';
import { DEFAULT_RULES } from './default-rules.js';
import { NEW_TIMER, sight, type AlarmTimer, type Sighting } from './timer.js';
import { MOST_TRIES, mutedBy, retryAfterMs, wants, type Silence } from './told.js';

const RULE = { forSeconds: 60, lateAfterSeconds: 300 };
const LIMITS = { above: 230, below: null };
/** Readings in time, `[seconds, value]`. */
const run = (readings: readonly (readonly [number, number, number?])[], from = NEW_TIMER): AlarmTimer[] => {
  let timer = from;
  return readings.map(([s, value, knownS = s]) => {
    const sighting = { atMs: s * 1_000, knownMs: knownS * 1_000, ...beyond(value, LIMITS, 5) };
    return (timer = sight(timer, sighting, RULE));
  });
};
const isOn = ({ activeSinceMs }: AlarmTimer): boolean => activeSinceMs !== null;

describe('a timer', () => {
  it('is on once it was bad for as long as the rule says, and since then', () => {
    const timers = run([
      [0, 200],
      [10, 231],
      [60, 240],
      [69, 240],
      [70, 240],
    ]);
    expect(timers.map(isOn)).toEqual([false, false, false, false, true]);
    expect(timers.at(-1)?.activeSinceMs).toBe(10_000);
  });

  it('begins anew where it was within the limit for a moment', () => {
    const timers = run([
      [0, 231],
      [50, 230],
      [51, 231],
      [110, 231],
      [111, 231],
    ]);
    expect(timers.map(isOn)).toEqual([false, false, false, false, true]);
  });

  it('ends only when it is within by the hysteresis', () => {
    const timers = run([
      [0, 231],
      [60, 231],
      [61, 229],
      [62, 225.1],
      [63, 225],
      [64, 229],
    ]);
    expect(timers.map(isOn)).toEqual([false, true, true, true, false, false]);
  });

  it('marks what it knows from late data alone, until something in time is bad too', () => {
    const late = run([
      [0, 240, 1_000],
      [60, 240, 1_000],
      [600, 240, 1_000],
    ]);
    expect(late.map(({ late: is }) => is)).toEqual([false, true, true]);
    const [now] = run([[999, 240, 1_000]], late.at(-1));
    expect(now).toMatchObject({ late: false, activeSinceMs: 0 });
    const [over] = run([[900, 200, 2_000]], late.at(-1));
    expect(over).toMatchObject({ activeSinceMs: null, late: false });
  });

  const sightings = fc
    .array(
      fc.record({
        afterMs: fc.integer({ min: 1, max: 90_000 }),
        lateMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 900_000 })),
        value: fc.integer({ min: 220, max: 236 }),
      }),
      { maxLength: 40 },
    )
    .map((drawn) => {
      let atMs = 0;
      return drawn.map(({ afterMs, lateMs, value }): Sighting & { value: number } => {
        atMs += afterMs;
        return { atMs, knownMs: atMs + lateMs, value, ...beyond(value, LIMITS, 5) };
      });
    });
  const after = (timer: AlarmTimer, seen: readonly Sighting[]): AlarmTimer =>
    seen.reduce((before, one) => sight(before, one, RULE), timer);

  it('goes on after a restart at any moment as if there had been none', () => {
    fc.assert(
      fc.property(sightings, fc.nat(40), (seen, cut) => {
        const kept = JSON.parse(JSON.stringify(after(NEW_TIMER, seen.slice(0, cut)))) as AlarmTimer;
        expect(after(kept, seen.slice(cut))).toEqual(after(NEW_TIMER, seen));
      }),
    );
  });

  it('is moved by nothing that comes again or behind what it has seen', () => {
    fc.assert(
      fc.property(sightings, (seen) => {
        const timer = after(NEW_TIMER, seen);
        expect(after(timer, seen)).toEqual(timer);
      }),
    );
  });

  it('is on only where every sighting of the whole duration before was bad, or it was on before', () => {
    fc.assert(
      fc.property(sightings, (seen) => {
        let before = NEW_TIMER;
        seen.forEach((one, index) => {
          const now = sight(before, one, RULE);
          if (isOn(now) && !isOn(before)) {
            const run = seen.slice(0, index + 1).filter(({ atMs }) => atMs >= (now.activeSinceMs ?? 0));
            expect(run.every(({ bad }) => bad)).toBe(true);
            expect(one.atMs - (run[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(60_000);
          }
          if (!isOn(now) && isOn(before)) expect(one.value).toBeLessThanOrEqual(225);
          before = now;
        });
      }),
    );
  });

  it('tells nobody of what came late alone', () => {
    fc.assert(
      fc.property(sightings, (seen) => {
        let timer = NEW_TIMER;
        for (const one of seen) {
          timer = sight(timer, { ...one, knownMs: one.atMs + 400_000 }, RULE);
          expect(isOn(timer) && !timer.late).toBe(false);
        }
      }),
    );
  });
});

describe('what came late', () => {
  const late = (readings: readonly (readonly [s: number, value: number, knownS?: number])[]) =>
    findLate(
      readings.map(([s, value, knownS = 10_000]) => ({
        atMs: s * 1_000,
        knownMs: knownS * 1_000,
        ...beyond(value, LIMITS, 5),
      })),
      RULE,
    );

  it('is found from its first to its last bad reading, with how often it was on', () => {
    expect(
      late([
        [0, 200],
        [10, 240],
        [80, 241],
        [90, 200],
        [200, 240],
        [270, 242],
        [300, 200],
      ]),
    ).toMatchObject({ sinceMs: 10_000, untilMs: 270_000, occurrences: 2, seen: { atMs: 270_000 } });
  });

  it('is nothing where it did not last, and nothing where something in time said so too', () => {
    expect(
      late([
        [0, 240],
        [50, 200],
        [60, 240],
      ]),
    ).toBeNull();
    expect(
      late([
        [0, 240],
        [70, 240],
        [80, 240, 81],
        [90, 200],
      ]),
    ).toBeNull();
  });

  it('goes on to the last that is known of it', () => {
    expect(
      late([
        [0, 240],
        [70, 240],
        [130, 228],
      ]),
    ).toMatchObject({ sinceMs: 0, untilMs: 130_000, occurrences: 1 });
  });
});

describe('the limits of a channel', () => {
  const rule = DEFAULT_RULES.find(({ key }) => key === 'outside-recipe')?.rule;
  it('are those of the recipe of the running batch with its margin, and none where none runs', () => {
    if (rule?.kind !== 'threshold') throw new Error('no threshold');
    expect(limitsOf(rule, { min: 180, max: 220 })).toEqual({ above: 225, below: null });
    expect(beyond(999, limitsOf(rule, null), 3)).toEqual({ bad: false, good: true });
  });

  it('hold on both sides', () => {
    const limits = { above: 10, below: 2 };
    expect([1, 2, 3, 9, 10, 11].map((value) => beyond(value, limits, 1))).toEqual([
      { bad: true, good: false },
      { bad: false, good: false },
      { bad: false, good: true },
      { bad: false, good: true },
      { bad: false, good: false },
      { bad: true, good: false },
    ]);
  });
});

describe('heat without flow', () => {
  const rule = DEFAULT_RULES.find(({ key }) => key === 'heat-without-flow')?.rule as ZeroFlowRule;
  const every15s = (...values: number[]): Reading[] =>
    values.map((value, index) => ({ atMs: index * 15_000, value }));
  const hot = every15s(216, 217, 218, 219, 220, 221, 222);
  const still = every15s(0, 0, 0, 0, 0, 0, 0);

  it('is bad where the barrel rises and the screw stands', () => {
    expect(risesWithoutFlow(rule, hot, still)).toEqual({ bad: true, good: false });
  });
  it('is none while material flows, nor while the machine warms up, nor where nothing tells of a flow', () => {
    expect(risesWithoutFlow(rule, hot, every15s(60, 60, 0, 0, 0, 0, 0)).bad).toBe(false);
    expect(risesWithoutFlow(rule, every15s(20, 40, 60, 80, 100, 120, 140), still)).toEqual({
      bad: false,
      good: true,
    });
    expect(risesWithoutFlow(rule, hot, []).bad).toBe(false);
    expect(risesWithoutFlow(rule, [], still)).toEqual({ bad: false, good: true });
  });
  it('ends when the rise is less than half, or the screw turns again', () => {
    expect(risesWithoutFlow(rule, every15s(220, 220.2, 220.4, 220.6, 220.8, 221, 221.2), still).good).toBe(
      true,
    );
    expect(risesWithoutFlow(rule, hot, every15s(0, 0, 0, 0, 0, 0, 50)).good).toBe(true);
  });
  it('goes by a flow that was reported once and stands', () => {
    expect(
      risesWithoutFlow(
        rule,
        hot.map(({ atMs, value }) => ({ atMs: atMs + 300_000, value })),
        [still[0] as Reading],
      ).bad,
    ).toBe(true);
  });
  it('is told at each reading as it would be alone, however many there are', () => {
    const rule = DEFAULT_RULES.find(({ key }) => key === 'heat-without-flow')?.rule as ZeroFlowRule;
    const temperatures = Array.from({ length: 60 }, (_, index) => ({
      atMs: index * 10_000,
      value: 210 + (index > 20 && index < 40 ? (index - 20) * 1.1 : index >= 40 ? 22 : 0),
    }));
    const flows = [0, 100, 150, 400, 460].map((s) => ({
      atMs: s * 1_000,
      value: s < 150 ? 80 : s < 460 ? 0 : 70,
    }));
    expect(riseAtEach(rule, temperatures, flows)).toEqual(
      temperatures.map((_, index) => risesWithoutFlow(rule, temperatures.slice(0, index + 1), flows)),
    );
    expect(riseAtEach(rule, temperatures, flows).some(({ bad }) => bad)).toBe(true);
  });

  it('is not known from two readings a moment apart', () => {
    const moment = [
      { atMs: 0, value: 216 },
      { atMs: 1_000, value: 219 },
    ];
    expect(risesWithoutFlow(rule, moment, still)).toEqual({ bad: false, good: false });
  });
});

describe('rules', () => {
  const of = (kitchenId: string | null, machine: string | null, enabled = true): PlacedRule => {
    const [{ key, rule }] = DEFAULT_RULES as [PlacedRule];
    return { key, kitchenId, machine, rule: { ...rule, enabled } };
  };
  it('hold where they are nearest', () => {
    const [all, kitchen, machine] = [of(null, null), of('k', null), of('k', 'm')];
    const rules = [machine, all, kitchen];
    const at = (kitchenId: string | null, name: string | null) =>
      rulesAt(rules, { kitchenId, machine: name });
    expect(at('k', 'm')).toEqual([machine]);
    expect(at('k', 'other')).toEqual([kitchen]);
    expect(at('other', 'm')).toEqual([all]);
    expect(rulesAt([all, of('k', null, false)], { kitchenId: 'k', machine: null })).toEqual([]);
  });
  it('are there from the first for every kind', () => {
    expect(new Set(DEFAULT_RULES.map(({ rule }) => rule.kind))).toEqual(new Set(ALARM_KINDS));
    expect(new Set(DEFAULT_RULES.map(({ key }) => key)).size).toBe(DEFAULT_RULES.length);
  });
  it.each([
    ['*/barrel-*-temperature', 'extruder-1/barrel-2-temperature', true],
    ['*/barrel-*-temperature', 'extruder-1/barrel-temperature', false],
    ['*', 'anything', true],
    ['site/air-voc', 'site/air-voc', true],
    ['site/air-voc', 'site/air-vocs', false],
    ['*filter*', 'screen and carbon filter checked', true],
    ['a*b*a', 'aba', true],
    ['aa*aa', 'aaa', false],
    ['a*b*b', 'ab', false],
  ])('%s names %s: %s', (pattern, name, is) => expect(isNamed(pattern, name)).toBe(is));
});

describe('who is told', () => {
  const alarm = { kitchenId: 'k', kind: 'threshold', subject: 'channel:m/t', severity: 'warning' } as const;
  const safety = { ...alarm, kind: 'zero-flow' } as const;
  const silence = (rest: Partial<Silence>): Silence => ({
    kitchenId: 'k',
    kind: null,
    subject: null,
    untilMs: 10,
    ...rest,
  });

  it('is nobody while it is silenced, and everybody again at its end', () => {
    expect(mutedBy(alarm, [silence({})], [], 9)).toBe('silenced');
    expect(mutedBy(alarm, [silence({})], [], 10)).toBeNull();
    expect(mutedBy(alarm, [silence({ kitchenId: 'other' })], [], 9)).toBeNull();
    expect(mutedBy(alarm, [silence({ kind: 'threshold', subject: 'channel:m/u' })], [], 9)).toBeNull();
    expect(mutedBy(alarm, [silence({ kind: 'threshold', subject: 'channel:m/t' })], [], 9)).toBe('silenced');
  });

  it('is nobody while the kitchen moves or the machine is worked on', () => {
    const doing = { kitchenId: 'k', machine: null, untilMs: 10 };
    expect(mutedBy(alarm, [], [{ ...doing, what: 'moving' }], 9)).toBe('moving');
    expect(mutedBy(alarm, [], [{ ...doing, what: 'maintenance', machine: 'm' }], 9)).toBe('maintenance');
    expect(mutedBy(alarm, [], [{ ...doing, what: 'maintenance', machine: 'n' }], 9)).toBeNull();
  });

  it('is told where people can come to harm, unless that very kind is silenced', () => {
    expect(
      mutedBy(safety, [silence({})], [{ kitchenId: 'k', what: 'moving', machine: null, untilMs: 10 }], 9),
    ).toBeNull();
    expect(mutedBy(safety, [silence({ kind: 'zero-flow' })], [], 9)).toBe('silenced');
  });

  it('is who wants that kind, from that severity on, of that kitchen, and at that hour', () => {
    const wish = { kinds: null, least: 'warning', kitchenIds: null, quiet: null } as const;
    expect(wants(wish, alarm, 0)).toBe(true);
    expect(wants({ ...wish, kinds: ['pvc'] }, alarm, 0)).toBe(false);
    expect(wants({ ...wish, least: 'critical' }, alarm, 0)).toBe(false);
    expect(wants({ ...wish, kitchenIds: ['other'] }, alarm, 0)).toBe(false);
    expect(wants({ ...wish, kitchenIds: ['k'] }, { ...alarm, kitchenId: null }, 0)).toBe(false);
    // 22:00 to 07:00 in Amsterdam.
    const quiet = { from: 22 * 60, to: 7 * 60, timeZone: 'Europe/Amsterdam' };
    const at = (time: string, severity: 'critical' | 'warning' = 'warning') =>
      wants({ ...wish, quiet }, { ...alarm, severity }, Date.parse(time));
    expect(at('2026-01-10T20:59:00Z')).toBe(true);
    expect(at('2026-01-10T21:00:00Z')).toBe(false);
    expect(at('2026-01-10T05:59:00Z')).toBe(false);
    expect(at('2026-01-10T06:00:00Z')).toBe(true);
    expect(at('2026-01-10T21:00:00Z', 'critical')).toBe(true);
  });

  it('a message that fails is tried again, twice as long after each time, and not for ever', () => {
    const waits = Array.from({ length: MOST_TRIES }, (_, index) => retryAfterMs(index + 1, 0.5));
    expect(waits.slice(0, 3)).toEqual([11_250, 22_500, 45_000]);
    expect(waits.at(-1)).toBeNull();
    expect(retryAfterMs(1, 0)).toBe(7_500);
    expect(retryAfterMs(9, 0.999_999)).toBeLessThanOrEqual(2 * 3_600_000);
  });
});
