import type { Amounts, Quantity } from '../amounts/amounts.js';

/** How good the data behind a value is, best first. */
export const DATA_QUALITIES = ['measured', 'calculated', 'estimated', 'default'] as const;
export type DataQuality = (typeof DATA_QUALITIES)[number];

export const METRIC_GROUPS = [
  'mass',
  'recycled-content',
  'circularity',
  'energy-and-water',
  'greenhouse-gases',
  'diversion',
  'effectiveness',
  'people',
] as const;
export type MetricGroup = (typeof METRIC_GROUPS)[number];

/** One input of a metric: a name that its formula uses, and the quantity of the ledger behind it. */
export interface MetricInputDefinition {
  /** An identifier, in camel case: the formula is arithmetic over these names. */
  name: string;
  quantity: Quantity;
  /** Only this dimension of the quantity; undefined is all of them. */
  dimension?: string;
  /** UCUM. The value is in it: `kg` of a quantity in g or mg, and so on (see `inputValue`). */
  unit: string;
}

export interface MetricInput {
  name: string;
  value: number;
  unit: string;
}

/** A value, or the reason why there is none: missing is never zero, NaN or infinite. */
export type MetricOutcome =
  | {
      value: number;
      reason: null;
      /** 95 % interval of the value in its unit; null when no uncertainty is known. */
      range: { low: number; high: number } | null;
      parts?: MetricPart[];
    }
  | { value: null; reason: string; range: null; parts?: MetricPart[] };

/** A value taken apart: by reason, currency, fate, cause. */
export interface MetricPart {
  name: string;
  value: number;
  unit: string;
}

/**
 * The whole truth of one figure: what it means, how it comes about and where that comes from. The same object computes
 * the number, fills the method page and the API, and is tested by its own worked example.
 */
export interface Metric {
  /** Kebab case, also its address: `/api/v1/metrics/{id}`. */
  id: string;
  name: string;
  group: MetricGroup;
  /** UCUM; `1` is a share. */
  unit: string;
  /** Counts up when a change of the method changes a value. */
  version: number;
  /** In words, one to three sentences. */
  definition: string;
  /**
   * In code: JavaScript arithmetic over the names of the inputs (`+ - * / ( )`, `min`, `max`, `floor`). A test evaluates
   * it and holds it to `compute`.
   */
  formula: string;
  inputs: readonly MetricInputDefinition[];
  /** Standards, papers, data sets; what is our own choice says so. */
  sources: readonly string[];
  /** How this number misleads when one is not careful. */
  pitfalls: readonly string[];
  /** True: the value of several kitchens is the sum of theirs. False: it is a ratio, computed from sums. */
  additive: boolean;
  /** Which way is good; a conservative figure exists only where more is better. Null: neither. */
  better: 'higher' | 'lower' | null;
  /** Quality class of the value when nothing behind it is worse; null amounts may lower it. */
  quality: (amounts: Amounts) => DataQuality;
  example: {
    /** For example `MB-1: 500 kg at the gate become 395 kg of beams`. */
    title: string;
    amounts: Amounts;
    value: number;
    /** Decimals to which `value` is given. */
    digits: number;
    source: string;
  };
  compute(amounts: Amounts): MetricOutcome;
}
