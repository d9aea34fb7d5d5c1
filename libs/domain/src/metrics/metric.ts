import type { BatchState } from '../batch.js';

/** Energy of a batch, or why it is not known, for example `no meter`. */
export type BatchEnergy = { wattHours: number } | { reason: string };

export interface MetricInput {
  name: string;
  value: number | null;
  unit: string;
}
/** A value, or the reason why there is none: missing is never zero. */
export type MetricOutcome = { value: number; reason: null } | { value: null; reason: string };

/** Definition of a figure that is shown of a batch: what it means and how it comes about stand beside its number. */
export interface Metric {
  id: string;
  name: string;
  /** UCUM; `1` is a share. */
  unit: string;
  formula: string;
  /** Where the definition comes from. */
  source: string;
  compute(batch: BatchState, energy: BatchEnergy): MetricOutcome & { inputs: MetricInput[] };
}

export interface MetricResult {
  id: string;
  name: string;
  unit: string;
  value: number | null;
  reason: string | null;
  formula: string;
  inputs: MetricInput[];
  source: string;
}

export function known(value: number): MetricOutcome {
  return { value, reason: null };
}

export function unknown(reason: string): MetricOutcome {
  return { value: null, reason };
}

/** A mass among the inputs of a metric. */
export function mass(name: string, grams: number | null): MetricInput {
  return { name, value: grams === null ? null : grams / 1000, unit: 'kg' };
}
