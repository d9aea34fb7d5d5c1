import { DATA_QUALITIES, METRIC_GROUPS, REFERENCE_KINDS } from '@bakeloop/domain';
import { z } from 'zod';
import { kitchenId, metricRange, storedEvent } from './api.js';
import { askedDay } from './dates.js';
import { unstorable } from './json-guard.js';

/** The ledger over HTTP: figures with their method, their evidence and what changed them; lineage; reference data. */

const instant = z.iso.datetime();
const day = z.iso.date();
const integer = z.int();

/** Kitchens that a scope names at most: an address stays below two kilobytes. */
export const MOST_SCOPE_KITCHENS = 50;

/** What a figure is about: `portfolio`, `kitchen:{id}`, `kitchens:{id},{id}` of several together, `product:{code}`, `machine:{kitchen}/{machine}`, `batch:{kitchen}/{batch}`. */
export const scope = z
  .string()
  .max(1_700)
  .regex(
    /^(portfolio|kitchen:[a-z0-9-]{3,32}|kitchens:[a-z0-9-]{3,32}(,[a-z0-9-]{3,32}){1,49}|product:[^]{1,80}|machine:[a-z0-9-]{3,32}\/[^]{1,80}|batch:[a-z0-9-]{3,32}\/[^]{1,64})$/,
    'a scope is portfolio, kitchen:{id}, kitchens:{id},{id} (two to 50), product:{code}, machine:{kitchen}/{machine} or batch:{kitchen}/{batch}',
  )
  .refine((text) => !/\p{Cc}/u.test(text), 'a scope holds no line break or other control character');

export const dataQuality = z.enum(DATA_QUALITIES);
const amounts = z
  .record(z.string(), integer)
  .describe('integers by quantity, or quantity:dimension (see /method)');

export const metricDefinition = z.object({
  id: z.string(),
  name: z.string(),
  group: z.enum(METRIC_GROUPS),
  unit: z.string().describe('UCUM; 1 is a share'),
  version: integer,
  definition: z.string(),
  formula: z.string().describe('arithmetic over the names of the inputs'),
  inputs: z.array(
    z.object({
      name: z.string(),
      quantity: z.string(),
      dimension: z.string().nullable(),
      unit: z.string(),
      means: z.string(),
    }),
  ),
  sources: z.array(z.string()),
  pitfalls: z.array(z.string()),
  additive: z.boolean(),
  better: z.enum(['higher', 'lower']).nullable(),
  example: z.object({
    title: z.string(),
    inputs: z.array(z.object({ name: z.string(), value: z.number(), unit: z.string() })),
    value: z.number(),
    digits: integer,
    source: z.string(),
  }),
});
export const methodAnswer = z.object({
  version: z.string().describe('changes whenever a metric does'),
  metrics: z.array(metricDefinition),
  quantities: z.array(
    z.object({ name: z.string(), unit: z.string(), means: z.string(), by: z.string().nullable() }),
  ),
});

const metricPart = z.object({ name: z.string(), value: z.number(), unit: z.string() });
export const share = z.object({ received: integer, expected: integer });

export const metricAnswer = z.object({
  metric: z.string(),
  name: z.string(),
  unit: z.string(),
  scope,
  from: day.nullable(),
  to: day.nullable(),
  knownOn: instant.nullable().describe('as it was known at this instant; null is now'),
  value: z.number().nullable(),
  reason: z.string().nullable().describe('why the value is null'),
  range: metricRange,
  conservative: z
    .number()
    .nullable()
    .describe(
      'for public use: the lower 95 % bound, never above the value; null where more is not better, or no uncertainty is known',
    ),
  parts: z.array(metricPart).describe('the value taken apart, for example by reason or currency'),
  inputs: z.array(metricPart).describe('the inputs of the formula, by name'),
  quality: dataQuality.nullable(),
  coverage: z.object({
    events: share.describe('packs of events'),
    readings: share.describe('readings, by the declared intervals'),
    batchesFinished: integer,
    batchesFlagged: integer,
    batchesWithEnergy: integer,
    intakesWithMoisture: share,
  }),
  methodVersion: z.string().describe('metric id and version, for example acceptance@1'),
  factorSets: z.array(z.string()).describe('factor sets behind it, id@version'),
  evidence: z.string().describe('path of its evidence'),
});

export const METRIC_GRAINS = ['day', 'month', 'year'] as const;
/** A metric over time: what the figure is of each day, month or year by itself. */
export const metricOverTime = z.object({
  metric: z.string(),
  unit: z.string(),
  scope,
  by: z.enum(METRIC_GRAINS),
  items: z
    .array(
      z.object({
        from: day,
        to: day.describe('last day, included'),
        value: z.number().nullable(),
        reason: z.string().nullable().describe('why the value is null'),
        range: metricRange,
        quality: dataQuality.nullable(),
      }),
    )
    .describe('oldest first, without a hole, from the first to the last that anything is known of'),
});

export const evidenceLeaf = z.object({
  kitchenId,
  subject: z.string().describe('batch:{batchId} or event:{eventId}'),
  kind: z.enum(['batch', 'event']),
  eventType: z.string().nullable(),
  day,
  time: instant,
  productCode: z.string().nullable(),
  amounts: amounts.describe('only the inputs of this metric'),
});
export const evidenceAnswer = z.object({
  metric: z.string(),
  scope,
  sum: amounts.describe('of all leaves, not of this page: what the figure is computed from'),
  leaves: integer.describe('how many there are'),
  items: z
    .array(evidenceLeaf)
    .describe('largest first; none of payments, since each is what one person earned'),
  next: z.string().nullable(),
});

/** Why a total is not what it was: one entry for each change of what one batch or event adds to it. */
export const metricChange = z.object({
  knownAt: instant,
  kitchenId,
  subject: z.string(),
  cause: z.enum(['event', 'meters', 'reference', 'method', 'place']),
  eventId: z.uuid().nullable(),
  words: z.string().describe('one sentence, for example "intake.recorded of 12 March arrived 9 days late"'),
  amounts,
  late: z.boolean(),
});
export const metricChangesAnswer = z.object({
  metric: z.string(),
  scope,
  since: instant,
  until: instant,
  before: z.number().nullable(),
  after: z.number().nullable(),
  items: z.array(metricChange).describe('newest first'),
  next: z.string().nullable(),
});

export const eventDetail = storedEvent.extend({
  kitchenId,
  contentHash: z.string().describe('SHA-256 of the event as it came, hex'),
  raw: z
    .record(z.string(), z.unknown())
    .describe(
      'the event as it came, but for supplier, originPoint, price and paid: "not shown: protects people", here and in data',
    ),
});

const flowNode = z.object({
  id: z.string(),
  kind: z.enum([
    'delivery',
    'lot',
    'batch',
    'product',
    'dispatch',
    'return',
    'loss',
    'bought',
    'stock',
    'unaccounted',
  ]),
  label: z.string(),
  grams: integer,
  batchId: z.string().nullable(),
  lotId: z.string().nullable(),
  eventId: z.string().nullable(),
});
export const flowsAnswer = z.object({
  nodes: z.array(flowNode),
  links: z.array(z.object({ from: z.string(), to: z.string(), grams: integer })),
  flags: z.array(z.object({ code: z.string(), message: z.string(), grams: integer.nullable() })),
});
/** Mass of a kitchen over a period: everything in, everything out, what lies in lots, and the rest. */
export const periodBalance = z.object({
  kitchenId,
  from: day.nullable(),
  to: day.nullable(),
  in: z.array(metricPart),
  out: z.array(metricPart),
  stockChangeGrams: integer,
  unaccountedGrams: integer,
  closure: z.number().nullable().describe('unaccounted share of what came in'),
  uncertaintyGrams: z.number().nullable().describe('one standard uncertainty of the unaccounted mass'),
  flagged: z.boolean().describe('beyond two standard uncertainties'),
  drift: z
    .object({ direction: z.enum(['losing', 'gaining']), sinceBatchId: z.string(), words: z.string() })
    .nullable()
    .describe('a scale that drifts, seen in the run of closures (CUSUM)'),
});

export const referenceRecord = z.object({
  kind: z.enum(REFERENCE_KINDS),
  id: z.string(),
  version: integer,
  validFrom: day.nullable(),
  publishedAt: instant,
  publishedBy: z.string(),
  note: z.string(),
  body: z.record(z.string(), z.unknown()),
});
/** Far more versions than a record will ever have. */
const MOST_VERSIONS = 1_000_000;
const publication = z.object({
  validFrom: askedDay
    .nullable()
    .describe('null: since always, which restates the past and shows in its changes'),
  note: z.string().trim().min(3, 'say why, in three characters or more').max(500).describe('why'),
  basedOnVersion: integer
    .min(0)
    .max(MOST_VERSIONS)
    .describe(
      'the version the author saw, 0 for a new record: two authors at once do not overwrite each other',
    ),
  body: z.record(z.string(), z.unknown()),
});

export const publishReference = publication.superRefine((input, context) => {
  const cannot = unstorable(input);
  if (cannot !== null) context.addIssue(cannot);
});

export type MetricDefinition = z.infer<typeof metricDefinition>;
export type MethodAnswer = z.infer<typeof methodAnswer>;
export type MetricAnswer = z.infer<typeof metricAnswer>;
export type MetricOverTime = z.infer<typeof metricOverTime>;
export type EvidenceAnswer = z.infer<typeof evidenceAnswer>;
export type EvidenceLeaf = z.infer<typeof evidenceLeaf>;
export type MetricChange = z.infer<typeof metricChange>;
export type MetricChangesAnswer = z.infer<typeof metricChangesAnswer>;
export type EventDetail = z.infer<typeof eventDetail>;
export type FlowsAnswer = z.infer<typeof flowsAnswer>;
export type PeriodBalance = z.infer<typeof periodBalance>;
export type ReferenceView = z.infer<typeof referenceRecord>;
