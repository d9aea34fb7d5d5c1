import type { BatchState } from '../batch.js';
import { diverted } from './diverted.js';
import { energyIntensity } from './energy-intensity.js';
import { massBalanceClosure } from './mass-balance-closure.js';
import type { BatchEnergy, Metric, MetricResult } from './metric.js';
import {
  postConsumerContent,
  preConsumerContent,
  recycledContent,
  recycledContentPlastic,
} from './recycled-content.js';
import { acceptance, firstPassYield, overallEfficiency } from './yields.js';

/** Every metric of a batch, in the order in which they are shown. */
export const BATCH_METRICS: readonly Metric[] = [
  massBalanceClosure,
  firstPassYield,
  recycledContent,
  recycledContentPlastic,
  postConsumerContent,
  preConsumerContent,
  diverted,
  acceptance,
  overallEfficiency,
  energyIntensity,
];

/** All metrics of one batch, each with its formula and its inputs, and a reason where it has no value. */
export function batchMetrics(batch: BatchState, energy: BatchEnergy): MetricResult[] {
  return BATCH_METRICS.map(({ id, name, unit, formula, source, compute }) => {
    const { value, reason, inputs } = compute(batch, energy);
    return { id, name, unit, value, reason, formula, inputs, source };
  });
}
