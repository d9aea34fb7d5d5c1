import { recycledGramsOf } from '../recycled.js';
import type { BatchState } from '../batch.js';
import { known, mass, unknown, type Metric, type MetricOutcome } from './metric.js';

export const firstPassYield: Metric = {
  id: 'first-pass-yield',
  name: 'First-pass yield',
  unit: '1',
  formula: 'good / feed',
  source: 'Quality term of OEE (overall equipment effectiveness), by mass, before rework',
  compute(batch) {
    const inputs = [mass('good', batch.goodGrams), mass('feed', batch.feedGrams)];
    if (batch.feedGrams === 0) return { ...unknown('no input is logged'), inputs };
    if (batch.finishedAt === null) return { ...unknown('the batch is not finished'), inputs };
    return { ...known(batch.goodGrams / batch.feedGrams), inputs };
  },
};

export const acceptance: Metric = {
  id: 'acceptance',
  name: 'Accepted at sorting',
  unit: '1',
  formula: '(dry intake - rejected at sorting) / dry intake',
  source: 'Batch mass balance from the gate, dry basis',
  compute(batch) {
    const dry = dryIntake(batch);
    const rejectedGrams = batch.provenance.losses.reduce(
      (total, { step, reason, grams }) => (step === 'sort' && reason !== 'moisture' ? total + grams : total),
      0,
    );
    const inputs = [mass('dry intake', dry.value), mass('rejected at sorting', rejectedGrams)];
    if (dry.value === null) return { ...dry, inputs };
    return { ...known((dry.value - rejectedGrams) / dry.value), inputs };
  },
};

export const overallEfficiency: Metric = {
  id: 'overall-efficiency',
  name: 'Overall efficiency',
  unit: '1',
  formula: 'recycled plastic in good product / dry intake',
  source: 'E_F of the Material Circularity Indicator (Ellen MacArthur Foundation and Granta Design)',
  compute(batch) {
    const dry = dryIntake(batch);
    const recycledGrams = recycledGramsOf(batch);
    const inputs = [mass('recycled plastic in good product', recycledGrams), mass('dry intake', dry.value)];
    if (recycledGrams === null) return { ...unknown('no input is logged'), inputs };
    if (batch.finishedAt === null) return { ...unknown('the batch is not finished'), inputs };
    if (dry.value === null) return { ...dry, inputs };
    return { ...known(recycledGrams / dry.value), inputs };
  },
};

/** Dry mass of the batch's share of the deliveries behind it, grams, above zero; or why it is not known. */
function dryIntake({ provenance }: BatchState): MetricOutcome {
  if (!provenance.traced) return unknown('some recycled flake is not traced to a delivery');
  if (provenance.dryGrams === null)
    return unknown('the moisture of a delivery behind this batch is not known');
  if (provenance.dryGrams === 0) return unknown('no delivery is behind this batch');
  return known(provenance.dryGrams);
}
