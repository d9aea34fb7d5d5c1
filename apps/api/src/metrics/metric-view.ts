import type { MetricAnswer, MetricView } from '@bakeloop/contracts';
import type { LedgerCoverage } from '@bakeloop/db';
import {
  amountOf,
  conservativeOf,
  gapsBehind,
  inputsOf,
  partsOf,
  SUPPRESSED,
  type Amounts,
  type Gap,
  type Metric,
  type MetricInput,
  type MetricOutcome,
  type Quantity,
} from '@bakeloop/domain';

export interface Asked {
  scope: string;
  /** Kitchen-local days, both included. */
  from?: string | undefined;
  to?: string | undefined;
  /** RFC 3339 with offset. */
  knownOn?: string | undefined;
}

const SUPPLIERS = 'activeSupplierCount';
const NOT_COUNTED = 'suppliers are counted for a kitchen or for the portfolio, as known now';

/** What no batch adds: it comes from deliveries, preparation, dispatch and people, which count by themselves. */
const NOT_OF_BATCHES: ReadonlySet<Quantity> = new Set<Quantity>([
  'intakeCount',
  'intakeGrossGrams',
  'intakeNetGrams',
  'intakeDryMg',
  'intakeWithoutMoistureCount',
  'intakeVarianceG2',
  'intakeScaleErrorMg',
  'paidMinor',
  'supplierDeliveryCount',
  'rejectedGrams',
  'processLossGrams',
  'acceptedGrams',
  'flakeGrams',
  'processVarianceG2',
  'processScaleErrorMg',
  'waterFreshMl',
  'waterReusedMl',
  'dispatchedGrams',
  'dispatchedPieces',
  'returnedGrams',
  'workMinutes',
  'trainingMinutes',
  'labourPaidMinor',
  'incidentCount',
  'lostTimeIncidentCount',
  SUPPLIERS,
]);

/** Whether a metric says something of a single batch. */
export function ofBatches({ inputs }: Metric): boolean {
  return !inputs.some(({ quantity }) => NOT_OF_BATCHES.has(quantity));
}

/** A figure of a scope with all that is known about it. */
export function metricAnswerOf(
  metric: Metric,
  asked: Asked,
  { amounts, coverage, gaps }: { amounts: Amounts; coverage: MetricAnswer['coverage']; gaps: readonly Gap[] },
): MetricAnswer {
  const outcome = withGaps(outcomeOf(metric, amounts), metric, gaps);
  return {
    metric: metric.id,
    name: metric.name,
    unit: metric.unit,
    scope: asked.scope,
    from: asked.from ?? null,
    to: asked.to ?? null,
    knownOn: asked.knownOn === undefined ? null : new Date(asked.knownOn).toISOString(),
    value: outcome.value,
    reason: outcome.reason,
    range: outcome.range,
    conservative: conservativeOf(metric, outcome),
    parts: outcome.parts ?? [],
    inputs: shownInputs(metric, outcome, amounts),
    quality: outcome.value === null ? null : metric.quality(amounts),
    coverage,
    methodVersion: methodVersionOf(metric),
    factorSets: restsOnFactors(metric) ? partsOf(amounts, 'factorSetBatchCount').map(([set]) => set) : [],
    evidence: `/api/v1/metrics/${metric.id}/evidence?${queryOf(asked)}`,
  };
}

/** A figure of one batch. */
export function batchMetricOf(metric: Metric, amounts: Amounts, gaps: readonly Gap[]): MetricView {
  const outcome = withGaps(outcomeOf(metric, amounts), metric, gaps);
  return {
    id: metric.id,
    name: metric.name,
    group: metric.group,
    unit: metric.unit,
    value: outcome.value,
    reason: outcome.reason,
    range: outcome.range,
    methodVersion: methodVersionOf(metric),
    definition: metric.definition,
    formula: metric.formula,
    inputs: shownInputs(metric, outcome, amounts),
    source: metric.sources.join('; '),
  };
}

/** Whether a metric needs the suppliers counted: the one quantity that is no sum. */
export function countsSuppliers({ inputs }: Metric): boolean {
  return inputs.some(({ quantity }) => quantity === SUPPLIERS);
}

/** Whether each addend of a metric is what one person earned. */
export function isOfPersons({ inputs }: Metric): boolean {
  return inputs.some(({ quantity }) => quantity === 'paidMinor');
}

/** What the ledger is asked for: `quantity`, or `quantity:dimension`, of each input. Behind suppliers stand their deliveries. */
export function inputKeys({ inputs }: Metric): string[] {
  return inputs.map(({ quantity, dimension }) => {
    if (quantity === SUPPLIERS) return 'supplierDeliveryCount';
    return dimension === undefined ? quantity : `${quantity}:${dimension}`;
  });
}

/** How much of what should be known is behind the sums. */
export function coverageOf(ledger: LedgerCoverage, amounts: Amounts): MetricAnswer['coverage'] {
  const intakes = amountOf(amounts, 'intakeCount');
  return {
    ...ledger,
    batchesFinished: amountOf(amounts, 'batchFinishedCount'),
    batchesFlagged: amountOf(amounts, 'batchFlaggedCount'),
    batchesWithEnergy: amountOf(amounts, 'batchWithEnergyCount'),
    intakesWithMoisture: {
      received: intakes - amountOf(amounts, 'intakeWithoutMoistureCount'),
      expected: intakes,
    },
  };
}

function methodVersionOf({ id, version }: Metric): string {
  return `${id}@${version}`;
}

/** The value of a metric. Suppliers are counted for whom and when they can be; elsewhere none is not no supplier. */
export function outcomeOf(metric: Metric, amounts: Amounts): MetricOutcome {
  if (!countsSuppliers(metric) || SUPPLIERS in amounts) return metric.compute(amounts);
  return { value: null, reason: NOT_COUNTED, range: null };
}

/** A figure that a batch lacks says what it lacks. */
function withGaps(outcome: MetricOutcome, { inputs }: Metric, gaps: readonly Gap[]): MetricOutcome {
  if (outcome.value !== null) return outcome;
  const behind = gapsBehind(
    inputs.map(({ quantity }) => quantity),
    gaps,
  );
  return behind.length === 0 ? outcome : { ...outcome, reason: `${outcome.reason}: ${behind.join('; ')}` };
}

/** Inputs would give away a small count, and show as zero what was not counted. */
function shownInputs(metric: Metric, { reason }: MetricOutcome, amounts: Amounts): MetricInput[] {
  return isSuppressed({ reason }) || reason === NOT_COUNTED ? [] : inputsOf(metric, amounts);
}

/** Whether a figure is kept back to protect people: then nothing that it is made of is shown either. */
export function isSuppressed({ reason }: Pick<MetricOutcome, 'reason'>): boolean {
  return reason === SUPPRESSED;
}

function restsOnFactors({ inputs }: Metric): boolean {
  return inputs.some(({ quantity }) => quantity.startsWith('ghg'));
}

function queryOf({ scope, from, to, knownOn }: Asked): string {
  const query = new URLSearchParams({ scope });
  if (from !== undefined) query.set('from', from);
  if (to !== undefined) query.set('to', to);
  if (knownOn !== undefined) query.set('knownOn', knownOn);
  return query.toString();
}
