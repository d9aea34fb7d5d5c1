import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addAmounts, QUANTITIES, type Amounts, type Quantity } from '../amounts/amounts.js';
import type { Metric } from './metric.js';
import { METHOD_VERSION, metricOf, METRICS } from './metrics.js';
import { conservativeOf, inputsOf } from './outcome.js';

/** What the formula says, evaluated over what the inputs are: the reader's own arithmetic. */
function byFormula(metric: Metric, amounts: Amounts): number {
  const inputs = inputsOf(metric, amounts);
  const evaluate = new Function(
    'min',
    'max',
    'floor',
    ...inputs.map(({ name }) => name),
    `return ${metric.formula};`,
  ) as (...values: unknown[]) => number;
  return evaluate(Math.min, Math.max, Math.floor, ...inputs.map(({ value }) => value));
}

const DIMENSIONS: Partial<Record<Quantity, string[]>> = {
  feedGrams: ['flake', 'regrind', 'sand'],
  divertedMg: ['open-burning', 'dump', 'landfill', 'energy-recovery', 'unknown'],
  energyWh: ['grid', 'pv', 'diesel'],
  returnedGrams: ['reuse', 'recycle', 'waste'],
  wasteGrams: ['landfill', 'energy-recovery', 'stored'],
  paidMinor: ['KES', 'EUR'],
  functionalMilliUnits: ['post', 'kg'],
};
const KEYS = (Object.keys(QUANTITIES) as Quantity[]).flatMap((quantity) =>
  'by' in QUANTITIES[quantity]
    ? (DIMENSIONS[quantity] ?? ['one', 'two']).map((dimension) => `${quantity}:${dimension}`)
    : [quantity as string],
);
/** Any amounts, also such as no kitchen could report. */
const anyAmounts: fc.Arbitrary<Amounts> = fc.dictionary(
  fc.constantFrom(...KEYS),
  fc.integer({ min: 1, max: 1_000_000_000_000 }),
  { minKeys: 0, maxKeys: 12 },
);
/** Amounts of nearly everything, so that most metrics have a value; drawn by a plain generator, which is quick. */
const fullAmounts: fc.Arbitrary<Amounts> = fc.nat().map((seed) => {
  let state = seed;
  const draw = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  return Object.fromEntries(
    KEYS.filter(() => draw() > 0.07).map((key) => [key, 1_000_000 + Math.floor(draw() * 999_000_000)]),
  );
});
const someAmounts = fc.oneof(anyAmounts, fullAmounts);

/** Each property holds for every metric, so that few runs of each make many. */
fc.configureGlobal({ numRuns: 40 });

const near = (left: number, right: number): boolean =>
  Math.abs(left - right) <= 1e-9 * Math.max(1e-3, Math.abs(left), Math.abs(right));

describe.each(METRICS.map((metric) => [metric.id, metric] as const))('%s', (_id, metric) => {
  it('computes its worked example, to the digits given', () => {
    const { amounts, value, digits } = metric.example;
    const outcome = metric.compute(amounts);
    expect(outcome.reason).toBeNull();
    expect((outcome.value ?? NaN).toFixed(digits)).toBe(value.toFixed(digits));
    expect(byFormula(metric, amounts).toFixed(digits)).toBe(value.toFixed(digits));
  });

  it('computes what its formula says, and a number or a reason, never NaN or infinity', () => {
    fc.assert(
      fc.property(someAmounts, (amounts) => {
        const { value, reason, range, parts } = metric.compute(amounts);
        if (value === null) return typeof reason === 'string' && reason.length > 0 && range === null;
        const numbers = [
          value,
          ...(range ? [range.low, range.high] : []),
          ...(parts ?? []).map((p) => p.value),
        ];
        return reason === null && numbers.every(Number.isFinite) && near(value, byFormula(metric, amounts));
      }),
    );
  });

  it('holds its value between its bounds, and is never above itself in public', () => {
    fc.assert(
      fc.property(someAmounts, (amounts) => {
        const outcome = metric.compute(amounts);
        const conservative = conservativeOf(metric, outcome);
        if (outcome.value === null) return conservative === null;
        const { value, range } = outcome;
        if (range !== null && !(range.low <= value && value <= range.high)) return false;
        if (metric.better !== 'higher') return conservative === null;
        return range === null ? conservative === null : conservative !== null && conservative <= value;
      }),
    );
  });

  it('has no value where nothing was reported', () => {
    const { value, reason } = metric.compute({});
    expect(value).toBeNull();
    expect(reason).toMatch(/^\S.*\S$/);
  });

  it('says what it is, with words in every place', () => {
    for (const text of [
      metric.name,
      metric.definition,
      ...metric.sources,
      ...metric.pitfalls,
      metric.example.title,
      metric.example.source,
    ])
      expect(text.trim()).toMatch(/^.{4,}$/);
    expect(metric.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(metric.version).toBeGreaterThanOrEqual(1);
    expect(metric.sources.length * metric.pitfalls.length).toBeGreaterThan(0);
    expect(['measured', 'calculated', 'estimated', 'default']).toContain(metric.quality({}));
    expect(['measured', 'calculated', 'estimated', 'default']).toContain(
      metric.quality(metric.example.amounts),
    );
  });

  it('names inputs that the ledger has, and uses each of them in its formula', () => {
    for (const { name, quantity, dimension } of metric.inputs) {
      expect(Object.keys(QUANTITIES)).toContain(quantity);
      expect(metric.formula).toMatch(new RegExp(`\\b${name}\\b`));
      if (dimension !== undefined) expect(QUANTITIES[quantity]).toHaveProperty('by');
    }
    for (const key of Object.keys(metric.example.amounts))
      expect(Object.keys(QUANTITIES)).toContain(key.split(':')[0]);
  });

  it('has the unit of its formula', () => {
    expect(unitOf(metric)).toBe(metric.unit);
  });
});

/**
 * The unit that the formula gives, where it is a sum or a quotient of inputs of one unit each; what converts into
 * something else by a number in the formula says its own unit.
 */
function unitOf(metric: Metric): string {
  if (metric.formula.includes('20000')) return metric.unit;
  const units = (text: string | undefined): Set<string> =>
    new Set(
      metric.inputs
        .filter(({ name }) => new RegExp(`\\b${name}\\b`).test(text ?? ''))
        .map(({ unit }) => unit),
    );
  const all = units(metric.formula);
  if (all.size === 1) {
    const [only] = all;
    return metric.formula.includes('/') ? '1' : (only ?? '');
  }
  if (/^\(run \/ planned\) \*/.test(metric.formula)) return '1';
  const [above, below] = metric.formula.split('/');
  return `${[...units(above)].join('?')}/${[...units(below)].join('?')}`;
}

const additive = METRICS.filter((metric) => metric.additive);
const ratios = METRICS.filter(
  ({ additive: adds, formula, group }) => !adds && !formula.includes('floor') && group !== 'people',
);

it.each(additive.map((metric) => [metric.id, metric] as const))(
  '%s of two kitchens is the sum of theirs',
  (_id, metric) => {
    fc.assert(
      fc.property(someAmounts, someAmounts, (left, right) => {
        const sum = metric.compute(addAmounts(left, right)).value;
        const parts = [metric.compute(left).value, metric.compute(right).value];
        if (sum === null) return parts.every((part) => part === null);
        return near(sum, (parts[0] ?? 0) + (parts[1] ?? 0));
      }),
    );
  },
);

it.each(ratios.map((metric) => [metric.id, metric] as const))(
  '%s does not change when everything is a thousand times as much',
  (_id, metric) => {
    fc.assert(
      fc.property(fullAmounts, fc.integer({ min: 2, max: 1000 }), (amounts, times) => {
        const scaled = Object.fromEntries(
          Object.entries(amounts).map(([key, amount]) => [key, amount * times]),
        );
        const small = metric.compute(amounts).value;
        const large = metric.compute(scaled).value;
        return small === null ? large === null : large !== null && near(small, large);
      }),
    );
  },
);

it('lists every metric once, and finds it by its id', () => {
  expect(new Set(METRICS.map(({ id }) => id)).size).toBe(METRICS.length);
  for (const metric of METRICS) expect(metricOf(metric.id)).toBe(metric);
  expect(metricOf('nonsense')).toBeNull();
});

it('has a version of the method that changes with this list: who changes a method raises a version here', () => {
  expect(METRICS.map(({ id, version }) => `${id}@${version}`)).toMatchInlineSnapshot(`
   [
     "intake-gross@2",
     "intake-net@2",
     "intake-dry@2",
     "accepted@1",
     "rejected@1",
     "flake@1",
     "feed@1",
     "good-product@2",
     "regrind@1",
     "purge@1",
     "residue@1",
     "dispatched@1",
     "unaccounted@1",
     "acceptance@1",
     "first-pass-yield@1",
     "overall-efficiency@1",
     "mass-balance-closure@1",
     "recycled-content@2",
     "recycled-content-plastic@2",
     "post-consumer-content@2",
     "pre-consumer-content@2",
     "circularity-indicator@2",
     "circularity-completeness@2",
     "recycled-inflow@2",
     "renewable-inflow@1",
     "reused-outflow@1",
     "recycled-outflow@1",
     "lifetime@1",
     "energy@1",
     "energy-intensity@1",
     "renewable-energy-share@1",
     "water-fresh@1",
     "water-intensity@1",
     "water-reuse-ratio@2",
     "ghg-baseline@2",
     "ghg-displaced@2",
     "ghg-project@2",
     "ghg-net-gate@2",
     "ghg-net-system@2",
     "ghg-per-kilogram@2",
     "ghg-per-functional-unit@2",
     "ghg-completeness@2",
     "diverted@2",
     "diverted-by-fate@1",
     "ocean-bound@2",
     "bottle-equivalents@2",
     "plastic-credits@1",
     "oee@1",
     "availability@1",
     "performance@1",
     "quality-rate@1",
     "paid-to-collectors@2",
     "active-suppliers@1",
     "hours-worked@1",
     "hours-trained@1",
     "incident-rate@1",
   ]
  `);
  expect(METHOD_VERSION).toMatchInlineSnapshot(`"56-03abb000"`);
});
