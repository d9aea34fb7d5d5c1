import type { Amounts, Quantity } from '../amounts/amounts.js';
import { massRange95, range95, weighingErrorKg, type Weighing } from '../impact/uncertainty.js';
import type { Metric, MetricInputDefinition } from './metric.js';
import { isReported, known, partsIn, unknown, valuesOf } from './outcome.js';

/** What a figure that is one sum of the ledger has to say for itself; the rest follows. */
interface SumMetric extends Omit<Metric, 'formula' | 'inputs' | 'additive' | 'compute'> {
  input: MetricInputDefinition;
  /** A zero is a zero when one of these was reported; else nobody knows. */
  reportedBy: readonly Quantity[];
  /** Why there is no value when none of them was. */
  missing: string;
  /** Whose weighings make its uncertainty. */
  weighing?: Weighing;
  /** Any other uncertainty: the 95 % interval of a value. */
  range?: (value: number, amounts: Amounts) => { low: number; high: number } | null;
  /** True: the parts are the quantity by its dimension. */
  hasParts?: boolean;
}

/** A metric whose value is one quantity of the ledger in another unit; additive. */
export function sumMetric(spec: SumMetric): Metric {
  const { input, reportedBy, missing, weighing, range, hasParts = false, ...metric } = spec;
  const inputs = [input] as const;
  return {
    ...metric,
    formula: input.name,
    inputs,
    additive: true,
    compute(amounts) {
      if (!isReported(amounts, [input.quantity, ...reportedBy])) return unknown(missing);
      const value = valuesOf(inputs, amounts)[input.name] ?? 0;
      const error = weighing === undefined ? null : weighingErrorKg(amounts, weighing);
      // A balance may err to either side of zero, a mass cannot.
      const interval95 = weighing === 'closure' ? range95 : massRange95;
      const interval = error === null ? (range?.(value, amounts) ?? null) : interval95(value, error);
      return known(value, interval, hasParts ? partsIn(amounts, input.quantity, input.unit) : undefined);
    },
  };
}
