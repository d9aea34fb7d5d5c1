/** What a report is made of: the figures of a period as they were known at an instant, and what went wrong in it. */

export const REPORT_GRAINS = ['week', 'month'] as const;
/** A week is Monday to Sunday. */
export type ReportGrain = (typeof REPORT_GRAINS)[number];

export const REPORT_LANGUAGES = ['en', 'nl'] as const;
export type ReportLanguage = (typeof REPORT_LANGUAGES)[number];

export const REPORT_SUBJECTS = ['kitchen', 'organisation', 'sponsor', 'portfolio'] as const;
/** Whom it is about; of a sponsor, the kitchens that are attributed to it. */
export type ReportSubjectKind = (typeof REPORT_SUBJECTS)[number];

/** The figures that a report tells, by what they say. */
export const REPORT_METRICS = [
  'intake-net',
  'rejected',
  'good-product',
  'recycled-content',
  'dispatched',
  'residue',
  'mass-balance-closure',
  'energy-intensity',
  'ghg-net-gate',
  'ghg-completeness',
] as const;
export type ReportMetric = (typeof REPORT_METRICS)[number];

/** A figure in the unit of its metric; `value` null is not known, for the `reason`. */
export interface ReportFigure {
  value: number | null;
  /** UCUM; `1` is a share. */
  unit: string;
  reason: string | null;
  /** 95 % interval; null when no uncertainty is known. */
  range: { low: number; high: number } | null;
}

/** Kitchen-local days `YYYY-MM-DD`, both included. */
export interface ReportPeriod {
  from: string;
  to: string;
}

export const TROUBLE_KINDS = [
  'dead-letters',
  'gaps',
  'corrections',
  'calibrations-overdue',
  'readings-missing',
] as const;
/**
 * What went wrong, as counts: records that were refused, hours in which a channel was not read and its kitchen was, corrections
 * made after the fact, scales whose check is overdue or missing, readings that should have come and did not.
 */
export type TroubleKind = (typeof TROUBLE_KINDS)[number];

export interface ReportFacts {
  subject: { kind: ReportSubjectKind; id: string; name: string };
  /** Of the ledger: whose figures these are. */
  scope: string;
  grain: ReportGrain;
  period: ReportPeriod;
  before: ReportPeriod;
  /** RFC 3339, UTC. */
  knownOn: string;
  figures: Record<ReportMetric, ReportFigure>;
  figuresBefore: Record<ReportMetric, ReportFigure>;
  /** Null for a sponsor, who does not see how a kitchen is run. */
  trouble: Record<TroubleKind, number> | null;
}
