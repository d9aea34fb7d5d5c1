import { acceptance } from './acceptance.js';
import { accepted } from './accepted.js';
import { activeSuppliers } from './active-suppliers.js';
import { availability } from './availability.js';
import { bottleEquivalents } from './bottle-equivalents.js';
import { circularityCompleteness } from './circularity-completeness.js';
import { circularityIndicator } from './circularity-indicator.js';
import { dispatched } from './dispatched.js';
import { diverted } from './diverted.js';
import { divertedByFate } from './diverted-by-fate.js';
import { energy } from './energy.js';
import { energyIntensity } from './energy-intensity.js';
import { feed } from './feed.js';
import { firstPassYield } from './first-pass-yield.js';
import { flake } from './flake.js';
import { ghgBaseline } from './ghg-baseline.js';
import { ghgCompleteness } from './ghg-completeness.js';
import { ghgDisplaced } from './ghg-displaced.js';
import { ghgNetGate } from './ghg-net-gate.js';
import { ghgNetSystem } from './ghg-net-system.js';
import { ghgPerFunctionalUnit } from './ghg-per-functional-unit.js';
import { ghgPerKilogram } from './ghg-per-kilogram.js';
import { ghgProject } from './ghg-project.js';
import { goodProduct } from './good-product.js';
import { hoursTrained } from './hours-trained.js';
import { hoursWorked } from './hours-worked.js';
import { incidentRate } from './incident-rate.js';
import { intakeDry } from './intake-dry.js';
import { intakeGross } from './intake-gross.js';
import { intakeNet } from './intake-net.js';
import { lifetime } from './lifetime.js';
import { massBalanceClosure } from './mass-balance-closure.js';
import type { Metric } from './metric.js';
import { oceanBound } from './ocean-bound.js';
import { oee } from './oee.js';
import { overallEfficiency } from './overall-efficiency.js';
import { paidToCollectors } from './paid-to-collectors.js';
import { performance } from './performance.js';
import { plasticCredits } from './plastic-credits.js';
import { postConsumerContent } from './post-consumer-content.js';
import { preConsumerContent } from './pre-consumer-content.js';
import { purge } from './purge.js';
import { qualityRate } from './quality-rate.js';
import { recycledContent } from './recycled-content.js';
import { recycledContentPlastic } from './recycled-content-plastic.js';
import { recycledInflow } from './recycled-inflow.js';
import { recycledOutflow } from './recycled-outflow.js';
import { regrind } from './regrind.js';
import { rejected } from './rejected.js';
import { renewableEnergyShare } from './renewable-energy-share.js';
import { renewableInflow } from './renewable-inflow.js';
import { residue } from './residue.js';
import { reusedOutflow } from './reused-outflow.js';
import { unaccounted } from './unaccounted.js';
import { waterFresh } from './water-fresh.js';
import { waterIntensity } from './water-intensity.js';
import { waterReuseRatio } from './water-reuse-ratio.js';

/** Every metric, in the order in which they are shown: by group, and in a group along the way of the plastic. */
export const METRICS: readonly Metric[] = [
  intakeGross,
  intakeNet,
  intakeDry,
  accepted,
  rejected,
  flake,
  feed,
  goodProduct,
  regrind,
  purge,
  residue,
  dispatched,
  unaccounted,
  acceptance,
  firstPassYield,
  overallEfficiency,
  massBalanceClosure,
  recycledContent,
  recycledContentPlastic,
  postConsumerContent,
  preConsumerContent,
  circularityIndicator,
  circularityCompleteness,
  recycledInflow,
  renewableInflow,
  reusedOutflow,
  recycledOutflow,
  lifetime,
  energy,
  energyIntensity,
  renewableEnergyShare,
  waterFresh,
  waterIntensity,
  waterReuseRatio,
  ghgBaseline,
  ghgDisplaced,
  ghgProject,
  ghgNetGate,
  ghgNetSystem,
  ghgPerKilogram,
  ghgPerFunctionalUnit,
  ghgCompleteness,
  diverted,
  divertedByFate,
  oceanBound,
  bottleEquivalents,
  plasticCredits,
  oee,
  availability,
  performance,
  qualityRate,
  paidToCollectors,
  activeSuppliers,
  hoursWorked,
  hoursTrained,
  incidentRate,
];

const BY_ID = new Map(METRICS.map((metric) => [metric.id, metric]));

/** The metric with an id; null when there is none. */
export function metricOf(id: string): Metric | null {
  return BY_ID.get(id) ?? null;
}

/**
 * The version of the method as a whole: how many metrics, and a fingerprint of every id with its version (32-bit FNV-1a,
 * hex). It changes whenever a metric comes, goes or changes.
 */
export const METHOD_VERSION = `${METRICS.length}-${fingerprint(METRICS.map(({ id, version }) => `${id}@${version}`).join(' '))}`;

function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
