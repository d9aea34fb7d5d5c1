import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addAmounts, amountOf, QUANTITIES, type Amounts, type Quantity } from './amounts/amounts.js';
import type { BatchMeters, KitchenContext } from './kitchen/context.js';
import type { Contribution } from './ledger/contribution.js';
import { deriveKitchen } from './ledger/derive.js';
import { balanceOf } from './ledger/period.js';
import type { KitchenEvent } from './log/events.js';
import type { Metric } from './metrics/metric.js';
import { METRICS } from './metrics/metrics.js';
import { conservativeOf } from './metrics/outcome.js';
import { SEED_REFERENCE } from './reference/seeds/seed-reference.js';
import { anyLog, plainLog } from './testing/any-log.js';

/** Properties of figures: what holds for the totals and metrics of any log (those of the log itself: properties.spec.ts). */
const runs = { numRuns: 100 };
const CONTEXT: KitchenContext = {
  kitchenId: 'ke-nbo-01',
  places: [
    { since: null, country: 'KE', timeZone: 'Africa/Nairobi', position: null },
    { since: '2026-03-03T00:00:00Z', country: 'GH', timeZone: 'Africa/Accra', position: null },
  ],
  calibrations: [
    {
      time: '2026-03-02T12:00:00Z',
      scaleId: 's1',
      referenceGrams: 20_000,
      readGrams: 20_050,
      uncertaintyGrams: 10,
    },
  ],
  machines: [{ id: 'm1', idealKgPerHour: 60 }],
  reference: SEED_REFERENCE,
};
const metersOf = (batchId: string): BatchMeters | null => {
  if (batchId === 'B1') return { energyWh: { grid: 31_000, pv: 2_000, diesel: 4_500 }, dieselMl: 1_500 };
  return batchId === 'B2' ? { reason: 'the meter was silent' } : null;
};
const derived = (events: readonly KitchenEvent[]) => deriveKitchen(events, CONTEXT, metersOf);
const contributionsOf = (events: readonly KitchenEvent[]): Contribution[] => derived(events).contributions;
const sum = (parts: readonly { amounts: Amounts }[]): Amounts =>
  parts.reduce<Amounts>((total, { amounts }) => addAmounts(total, amounts), {});
const totalOf = (events: readonly KitchenEvent[]): Amounts => sum(contributionsOf(events));

/** Ratios of two sums: over two kitchens they lie between those of each. */
const BETWEEN = new Set(['first-pass-yield', 'recycled-content', 'overall-efficiency', 'acceptance']);

const isMass = (quantity: Quantity): boolean =>
  QUANTITIES[quantity].unit === 'g' || QUANTITIES[quantity].unit === 'mg';
/** Values within a billionth of each other, or of 1. */
const near = (left: number, right: number): boolean =>
  Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left), Math.abs(right));

/** A log with every mass so many times as large. */
function scaled<T>(value: T, factor: number): T {
  if (Array.isArray(value)) return value.map((part: unknown) => scaled(part, factor)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]: [string, unknown]) => [
      key,
      typeof part === 'number' && /grams$/i.test(key) ? part * factor : scaled(part, factor),
    ]),
  ) as T;
}

describe('for any log', () => {
  it('every metric has a value or a reason, and what is public is never above what was measured', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        const amounts = totalOf(events);
        const odd = METRICS.filter((metric) => {
          const outcome = metric.compute(amounts);
          const { value, reason, range } = outcome;
          if (value === null) return !/\w/.test(reason);
          const isOutside = range !== null && !(range.low <= value && value <= range.high);
          const inPublic = conservativeOf(metric, outcome) ?? value;
          // A net of emissions may be negative, a mass or a share in public may not.
          const isBelowZero = inPublic < 0 && value >= 0 && metric.group !== 'greenhouse-gases';
          return !Number.isFinite(value) || isOutside || inPublic > value || isBelowZero;
        });
        expect(odd.map(({ id }) => id)).toEqual([]);
      }),
      runs,
    );
  });

  it('days, products and machines add up to the kitchen', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        const all = contributionsOf(events);
        for (const by of ['day', 'productCode', 'machine'] as const) {
          const groups = [...new Set(all.map((part) => part[by]))].map((name) =>
            sum(all.filter((part) => part[by] === name)),
          );
          expect(groups.reduce((total, group) => addAmounts(total, group), {})).toEqual(sum(all));
        }
      }),
      runs,
    );
  });

  it('what is additive adds up over kitchens; a ratio lies between those of the kitchens', () => {
    fc.assert(
      fc.property(anyLog, anyLog, (one, other) => {
        const [left, right] = [totalOf(one), totalOf(other)];
        const both = addAmounts(left, right);
        const valuesOf = (metric: Metric) => [left, right, both].map((part) => metric.compute(part).value);
        const odd = METRICS.filter((metric) => {
          const [a, b, whole] = valuesOf(metric);
          if (typeof a !== 'number' || typeof b !== 'number' || typeof whole !== 'number') return false;
          if (metric.additive) return !near(a + b, whole);
          return BETWEEN.has(metric.id) && (whole < Math.min(a, b) - 1e-9 || whole > Math.max(a, b) + 1e-9);
        });
        expect(odd.map(({ id }) => id)).toEqual([]);
      }),
      runs,
    );
  });
});

describe('mass', () => {
  it('the stock of a period is what lies in lots and in machines, to the gram', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        const { lots, batches, contributions } = derived(events);
        const amounts = sum(contributions);
        const balance = balanceOf(amounts);
        const total = (parts: readonly { value: number }[]) =>
          parts.reduce((all, { value }) => all + value, 0);
        expect(total(balance.in)).toBe(
          total(balance.out) + balance.stockChangeGrams + balance.unaccountedGrams,
        );
        const inLots = lots.reduce((all, lot) => all + lot.producedGrams - lot.consumedGrams, 0);
        expect(amountOf(amounts, 'stockGrams')).toBe(inLots);
        const inMachines = batches
          .filter(({ finishedAt }) => finishedAt === null)
          .reduce((all, { unaccountedGrams }) => all + unaccountedGrams, 0);
        expect(balance.stockChangeGrams).toBe(inLots + inMachines);
      }),
      runs,
    );
  });

  it('diverted plastic is the same by fate as in one', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        const amounts = totalOf(events);
        expect(amountOf(amounts, 'divertedMg')).toBe(amountOf(amounts, 'recycledMg'));
      }),
      runs,
    );
  });

  it('good product of finished batches is of known or of unknown greenhouse gases and circularity, all of it', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        const amounts = totalOf(events);
        const goodGrams = amountOf(amounts, 'finishedGoodGrams');
        expect(amountOf(amounts, 'ghgGoodGrams') + amountOf(amounts, 'ghgUnknownGoodGrams')).toBe(goodGrams);
        expect(amountOf(amounts, 'mciMassMg') + amountOf(amounts, 'mciUnknownMg')).toBe(goodGrams * 1000);
      }),
      runs,
    );
  });

  it('recycled flake is no more than the plastic fed, nor what is unproven of it more than itself', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        for (const { feedstock, feedGrams } of derived(events).batches) {
          const { postConsumerGrams, preConsumerGrams, ownGoodGrams, untracedGrams, plasticGrams } =
            feedstock;
          const recycledGrams = postConsumerGrams + preConsumerGrams;
          const inOrder = [
            0,
            ownGoodGrams,
            ownGoodGrams + untracedGrams,
            recycledGrams,
            plasticGrams,
            feedGrams,
          ];
          const odd = inOrder.filter(
            (grams, index) => grams > (inOrder[index + 1] ?? grams) + 1e-9 * feedGrams,
          );
          expect(odd).toEqual([]);
        }
      }),
      runs,
    );
  });

  it('so many times the mass gives the same ratios', () => {
    // What a machine could have made comes from its hours: twice the product in them is twice the performance.
    const massRatios = METRICS.filter(
      ({ unit, inputs }) =>
        unit === '1' && inputs.every(({ quantity }) => isMass(quantity) && quantity !== 'idealGrams'),
    );
    expect(massRatios.length).toBeGreaterThan(8);
    fc.assert(
      fc.property(plainLog, fc.integer({ min: 2, max: 9 }), (events, factor) => {
        const [small, big] = [totalOf(events), totalOf(scaled(events, factor))];
        const odd = massRatios.filter((metric) => {
          // Amounts are whole milligrams, rounded once an event: of 24 mg that is more than a thousandth.
          const milligrams = metric.inputs
            .filter(({ quantity }) => quantity.endsWith('Mg'))
            .map(({ quantity }) => Math.abs(amountOf(small, quantity)))
            .filter((amount) => amount > 0);
          const rounding = (2 * events.length) / Math.min(...milligrams);
          const [a, b] = [metric.compute(small).value, metric.compute(big).value];
          const tolerance = (1e-3 + rounding) * Math.max(1, Math.abs(a ?? 0));
          return a !== null && b !== null && Math.abs(a - b) > tolerance;
        });
        expect(odd.map(({ id }) => id)).toEqual([]);
      }),
      runs,
    );
  });
});

describe('of two logs that differ in one thing', () => {
  const output = (id: string, kind: string, grams: number): KitchenEvent =>
    ({
      id,
      type: 'batch.output',
      time: '2026-03-02T20:00:00Z',
      batchId: 'B1',
      data: { kind, grams },
    }) as KitchenEvent;
  const extra = fc.integer({ min: 1, max: 5_000 });

  it('more good product never lowers what was diverted', () => {
    fc.assert(
      fc.property(plainLog, extra, (events, grams) => {
        const more = [...events, output('more', 'product', grams)];
        expect(amountOf(totalOf(more), 'recycledMg')).toBeGreaterThanOrEqual(
          amountOf(totalOf(events), 'recycledMg'),
        );
      }),
      runs,
    );
  });

  it('more virgin plastic in the feed never raises the recycled content', () => {
    fc.assert(
      fc.property(plainLog, extra, (events, grams) => {
        const more = [
          ...events,
          {
            ...output('more', 'purge', 0),
            type: 'batch.input',
            data: { material: 'masterbatch', origin: 'virgin', grams },
          } as KitchenEvent,
        ];
        const content = METRICS.find(({ id }) => id === 'recycled-content');
        const [before, after] = [events, more].map((log) => content?.compute(totalOf(log)).value);
        if (typeof before === 'number') expect(after).toBeLessThanOrEqual(before + 1e-12);
      }),
      runs,
    );
  });

  it('more rejects at sorting never raise the acceptance', () => {
    const acceptance = METRICS.find(({ id }) => id === 'acceptance');
    fc.assert(
      fc.property(plainLog, extra, (events, grams) => {
        const at = events.findIndex(
          ({ type, data }) => type === 'lot.processed' && 'step' in data && data.step === 'sort',
        );
        const sorted = events[at];
        if (sorted?.type !== 'lot.processed') return;
        const losses = [...sorted.data.losses, { reason: 'pvc', grams, fate: 'landfill' } as const];
        const more = events.with(at, { ...sorted, data: { ...sorted.data, losses } });
        const [before, after] = [events, more].map((log) => acceptance?.compute(totalOf(log)).value);
        if (typeof before === 'number' && typeof after === 'number')
          expect(after).toBeLessThanOrEqual(before + 1e-12);
      }),
      runs,
    );
  });
});

describe('as the platform learns of it', () => {
  it('the differences that each arrival makes add up to what is known in the end', () => {
    fc.assert(
      fc.property(
        anyLog.chain((events) => fc.shuffledSubarray(events, { minLength: events.length })),
        (arrivals) => {
          let known: Amounts = {};
          let posted: Amounts = {};
          arrivals.forEach((_, index) => {
            const now = totalOf(arrivals.slice(0, index + 1));
            posted = addAmounts(posted, addAmounts(now, known, -1));
            known = now;
          });
          expect(posted).toEqual(totalOf(arrivals));
        },
      ),
      { numRuns: 40 },
    );
  });
});
