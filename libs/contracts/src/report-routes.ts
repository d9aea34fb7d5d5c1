import {
  DATA_QUALITIES,
  REPORT_GRAINS,
  REPORT_LANGUAGES,
  REPORT_SUBJECTS,
  TROUBLE_KINDS,
} from '@bakeloop/domain';
import { z } from 'zod';
import { instant, integer, kitchenId, page } from './api.js';
import { askedDay, askedInstant } from './dates.js';
import { why } from './dead-letters.js';
import { done } from './identity.js';
import { scope } from './ledger.js';
import { kitchenParam, paging, plainText, type Route } from './route.js';

/** How good the data are, corrections to look at, and reports in words. */

const day = z.iso.date();

export const QUALITY_PARTS = [
  'gaps',
  'readings-missing',
  'duplicates',
  'dead-letters',
  'corrections',
  'clock',
  'calibrations',
] as const;
export const qualityPart = z.enum(QUALITY_PARTS);
export type QualityPart = z.infer<typeof qualityPart>;

/** The longest period that quality is told of at once, days: what is asked for is bounded, and so is the work. */
export const MOST_QUALITY_DAYS = 400;

const qualityScope = scope
  .refine(
    (text) => /^(portfolio$|kitchens?:)/.test(text),
    'here a scope is portfolio, kitchen:{id} or kitchens:{id},{id}',
  )
  .default('portfolio')
  .describe('of kitchens; portfolio is all that are within reach');
const qualityQuery = {
  scope: qualityScope,
  from: askedDay.optional().describe('first day; 28 days before the last where it is not said'),
  to: askedDay.optional().describe('last day, included; today where it is not said'),
  knownOn: askedInstant
    .optional()
    .describe('without what came after it, where that can be told: refused, corrected and checked'),
};
const rowsQuery = { ...qualityQuery, name: plainText(200).optional().describe('only rows of this name') };

const group = z.object({
  name: z.string(),
  count: integer,
  amount: z.number().nullable(),
  high: z.number().nullable(),
  low: z.number().nullable(),
});
export const qualityRow = z.object({
  at: instant,
  kitchenId: kitchenId.nullable(),
  name: z.string().describe('a channel, a reason, a kitchen, or a state'),
  detail: z.string().nullable(),
  amount: z
    .number()
    .nullable()
    .describe(
      'gaps: hours; readings and duplicates: how many; dead letters: arrivals; clock: s; calibrations: days ago',
    ),
  who: z.string().nullable().describe('as the kitchen calls them: a pseudonym'),
  eventId: z.uuid().nullable(),
});
export const qualityAnswer = z.object({
  scope,
  from: day,
  to: day,
  knownOn: instant.nullable(),
  figures: z.record(z.enum(TROUBLE_KINDS), z.number()).describe('what a report counts, of the same days'),
  parts: z.array(
    z.object({
      part: qualityPart,
      count: integer.describe('rows'),
      amount: z.number().nullable().describe('their amounts together'),
      groups: z.array(group).describe('by name, the most first; at most 50'),
      byWhom: z.array(group).nullable().describe('of corrections, by pseudonym'),
    }),
  ),
  readings: z
    .object({ received: integer, expected: integer })
    .describe('by the declared intervals; UTC days'),
  coverage: z
    .array(
      z.object({
        metric: z.string(),
        name: z.string(),
        quality: z.enum(DATA_QUALITIES).nullable().describe('null: not known'),
        reason: z.string().nullable(),
      }),
    )
    .describe('which figures rest on what was measured, and which are not known'),
  waiting: integer
    .nullable()
    .describe('corrections that wait for a look, at most 200; null: not theirs to look at'),
});
export type QualityAnswer = z.infer<typeof qualityAnswer>;
export type QualityRowView = z.infer<typeof qualityRow>;

export const CORRECTION_STATES = ['waiting', 'questioned', 'accepted'] as const;
export const correctionState = z.enum(CORRECTION_STATES);
export type CorrectionState = z.infer<typeof correctionState>;
export const correctionView = z.object({
  eventId: z.uuid(),
  kitchenId,
  type: z.string(),
  time: instant,
  receivedAt: instant,
  supersedes: z.uuid(),
  reason: z.string().nullable(),
  who: z.string().nullable().describe('as the kitchen calls them: a pseudonym'),
  moved: z.record(z.string(), integer).describe('what it moved: grams by quantity, energy in W.h'),
  movedGrams: z.number().describe('the largest mass of these'),
  acts: z.array(
    z.object({
      verdict: z.enum(['accepted', 'questioned']),
      note: z.string(),
      at: z.string(),
      by: z.string().nullable().describe('null: somebody who was forgotten'),
    }),
  ),
});
export type CorrectionView = z.infer<typeof correctionView>;
const correctionRule = z.object({
  overGrams: integer.describe('a correction that moved a mass by more waits for a look'),
  at: instant,
  note: z.string(),
  by: z.string().nullable(),
});

const language = z.enum(REPORT_LANGUAGES).default('en');
const reportSubject = z.object({ kind: z.enum(REPORT_SUBJECTS), id: z.string(), name: z.string() });
export const reportSummary = z.object({
  id: z.uuid(),
  subject: reportSubject,
  grain: z.enum(REPORT_GRAINS),
  from: day,
  to: day,
  knownOn: instant,
  writtenAt: instant,
  title: z.string(),
});
const reportPart = z.object({
  text: z.string(),
  href: z
    .string()
    .nullable()
    .describe('page that answers the number again; below `/api/v1` it is the same figure for programs'),
  figure: z.number().nullable().describe('the number that the text writes, in the unit of its metric'),
});
export const reportAnswer = reportSummary.extend({
  language: z.enum(REPORT_LANGUAGES),
  lead: z.string(),
  days: z.string(),
  methodVersion: z.string(),
  factorSets: z.array(z.string()),
  sections: z.array(
    z.object({
      key: z.string(),
      title: z.string(),
      sentences: z.array(z.object({ key: z.string(), parts: z.array(reportPart) })),
    }),
  ),
  restated: z.object({
    words: z.string(),
    items: z
      .array(
        z.object({
          name: z.string(),
          text: z.string(),
          before: z.number().nullable(),
          after: z.number().nullable(),
          href: z.string(),
        }),
      )
      .describe('figures that are not now what they were when it was written'),
  }),
});
export type ReportSummary = z.infer<typeof reportSummary>;
export type ReportAnswer = z.infer<typeof reportAnswer>;

const reportWish = z.object({
  kind: z.enum(REPORT_SUBJECTS),
  subjectId: z
    .string()
    .max(64)
    .regex(/^[a-z0-9-]*$/, 'an id is of a-z 0-9 and -')
    .describe('of the kitchen or the organisation; empty: of all kitchens'),
  grain: z.enum(REPORT_GRAINS),
});
export const reportMails = z.object({
  isSet: z.boolean().describe('a mail server is set here'),
  items: z.array(
    reportWish.extend({
      name: z.string(),
      language: z.enum(REPORT_LANGUAGES),
      last: z
        .object({
          state: z.enum(['waiting', 'sent', 'failed']),
          at: z.iso.datetime({ offset: true }),
          answer: z.string().nullable().describe('of the mail server'),
        })
        .nullable()
        .describe('the newest mail; null: none yet'),
    }),
  ),
});
export type ReportMails = z.infer<typeof reportMails>;

const partParam = z.object({ part: qualityPart });
const reportParam = z.object({ reportId: z.uuid() });

export const reportRoutes = {
  quality: {
    permission: 'quality.see',
    ofKitchen: 'quality.see',
    method: 'GET',
    path: '/quality',
    summary:
      'How good the data of a period are: gaps, duplicates, refusals, corrections, clocks, checks, coverage',
    query: z.object(qualityQuery),
    answer: qualityAnswer,
  },
  qualityRows: {
    permission: 'quality.see',
    ofKitchen: 'quality.see',
    method: 'GET',
    path: '/quality/parts/{part}',
    summary: 'The rows behind a number of data quality, newest first',
    params: partParam,
    query: z.object({ ...rowsQuery, ...paging }),
    answer: page(qualityRow),
  },
  qualityTable: {
    permission: 'quality.see',
    ofKitchen: 'quality.see',
    method: 'GET',
    path: '/quality/parts/{part}/table',
    summary: 'The same rows, all of them, as CSV',
    media: 'text/csv',
    params: partParam,
    query: z.object(rowsQuery),
    answer: z.string(),
  },
  corrections: {
    permission: 'correction.review',
    method: 'GET',
    path: '/corrections',
    summary: 'Corrections that moved a mass by more than the rule says, newest first',
    query: z.object({
      ...paging,
      state: correctionState.default('waiting'),
      kitchenId: kitchenId.optional(),
    }),
    answer: page(correctionView).extend({ rule: correctionRule }),
  },
  reviewCorrection: {
    permission: 'correction.review',
    method: 'POST',
    path: '/corrections/{eventId}',
    summary:
      'Accept a correction, or question it: its kitchen sees the question. Nothing is altered or removed',
    params: z.object({ eventId: z.uuid() }),
    body: z.strictObject({ verdict: z.enum(['accepted', 'questioned']), note: why }),
    answer: correctionView,
  },
  setCorrectionRule: {
    permission: 'correction.review',
    method: 'POST',
    path: '/correction-rule',
    summary: 'From which mass on a correction waits for a look',
    body: z.strictObject({
      overGrams: integer.min(0).max(1_000_000_000).describe('grams; 0: every correction that moves one'),
      note: why,
    }),
    answer: done,
  },
  kitchenQuestions: {
    permission: 'kitchen.watch',
    method: 'GET',
    path: '/kitchens/{kitchenId}/questions',
    summary: 'Questions about corrections of this kitchen that are open, newest first',
    params: kitchenParam,
    answer: z.object({ items: z.array(correctionView) }),
  },
  reports: {
    permission: 'report.see',
    method: 'GET',
    path: '/reports',
    summary: 'Reports of kitchens, organisations and sponsors within reach, newest first',
    query: z.object({
      ...paging,
      kind: z.enum(REPORT_SUBJECTS).optional(),
      subjectId: plainText(64).optional(),
      grain: z.enum(REPORT_GRAINS).optional(),
      language,
    }),
    answer: page(reportSummary),
  },
  report: {
    permission: 'report.see',
    method: 'GET',
    path: '/reports/{reportId}',
    summary:
      'A report in words, every number linked to where it is answered again, and what was restated since',
    params: reportParam,
    query: z.object({ language }),
    answer: reportAnswer,
  },
  reportMails: {
    permission: 'report.see',
    method: 'GET',
    path: '/account/report-mails',
    summary: 'Which reports one is mailed, and what became of the newest mail of each',
    answer: reportMails,
  },
  setReportMail: {
    permission: 'report.see',
    method: 'POST',
    path: '/account/report-mails',
    summary: 'Be mailed every report of a subject as it is written, or no longer',
    body: z.strictObject({
      ...reportWish.shape,
      language: z.enum(REPORT_LANGUAGES).nullable().describe('null: no longer'),
    }),
    answer: done,
  },
  reportDocument: {
    permission: 'report.see',
    method: 'GET',
    path: '/reports/{reportId}/document',
    summary: 'The same report as a tagged PDF',
    media: 'application/pdf',
    params: reportParam,
    query: z.object({ language }),
    answer: z.string(),
  },
} as const satisfies Record<string, Route>;
