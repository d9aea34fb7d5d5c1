export * from './log/events.js';
export { canonicalJson } from './log/canonical-json.js';
export * from './ledger/total-fields.js';
export * from './ledger/totals.js';
export * from './amounts/amounts.js';
export { gapsBehind, type Gap } from './amounts/gaps.js';
export { batchContribution } from './ledger/batch-contribution.js';
export * from './kitchen/context.js';
export { KITCHEN_ID } from './kitchen/kitchen-id.js';
export { balanceOf, flowsOf } from './ledger/period.js';
export type { Contribution } from './ledger/contribution.js';
export { deriveKitchen, KitchenDerivation, type DerivedKitchen } from './ledger/derive.js';
export { eventContribution } from './ledger/event-contribution.js';
export { placeAt, placesOf, type BirthPlace } from './kitchen/places.js';
export { instantMs, kitchenDay } from './log/time.js';
export { detectDrift, type Drift } from './measure/drift.js';
export { createLineCutter } from './measure/lines.js';
export * from './measure/weight-line.js';
export { counterConsumption } from './measure/energy.js';
export { resolveEvents, type Resolved, type Version } from './log/correction.js';
export { eventsBearingOn, refsOf, type EventRef } from './log/refs.js';
export { lineageOf } from './lineage/lineage.js';
export { reduceLots, type Lot } from './lots/lots.js';
export { CALIBRATION_VALID_DAYS, COVERAGE_FACTOR } from './measure/scales.js';
export { BATCH_FLAG_CODES, type BatchFlagCode } from './batch/batch-flags.js';
export type { BatchFlag } from './log/flags.js';
export type { Feedstock } from './lots/feedstock.js';
export type { StageSpan } from './batch/stages.js';
export type { BatchMasses, MassBalance, MassFlow } from './batch/mass-balance.js';
export { neverFinished } from './batch/never-finished.js';
export { reduceBatch, type BatchState } from './batch/batch.js';
export { recycledGramsOf } from './batch/recycled.js';
export * from './metrics/metric.js';
export * from './metrics/metric-words.js';
export * from './reference/reference.js';
export * from './reference/words.js';
export { factorAt, baselineAt, recordAt, WORLD, type FoundFactor } from './reference/lookup.js';
export { FACTOR_FAMILIES, factorFamilyOf } from './reference/factor-keys.js';
export { reviewReference, type ReferenceReview } from './reference/review.js';
export { SEED_REFERENCE } from './reference/seeds/seed-reference.js';
export { METHOD_VERSION, metricOf, METRICS } from './metrics/metrics.js';
export { conservativeOf, inputsOf } from './metrics/outcome.js';
export { SUPPRESSED } from './metrics/small-counts.js';
export { DEFAULT_RULES } from './alarms/default-rules.js';
export * from './alarms/rules.js';
export * from './alarms/timer.js';
export { beyond, limitsOf, riseAtEach, type Limits, type Reading } from './alarms/conditions.js';
export * from './alarms/late.js';
export * from './alarms/told.js';
export { readSerial, serialOf } from './attribution/serial.js';
export * from './attribution/shares.js';
export * from './report/facts.js';
export { composeReport, type ReportLink } from './report/compose.js';
export {
  REPORT_WORDS,
  type ReportWords,
  writeFigure,
  writeReport,
  type ReportPart,
  type WrittenSection,
} from './report/words.js';
export { duePeriods, periodAt, periodBefore } from './report/schedule.js';
