import { ALARM_SEVERITIES, METRIC_GROUPS, TOTAL_FIELDS, type TotalField } from '@bakeloop/domain';
import { z } from 'zod';
import { birth, channelName } from './presence.js';
import { receipt } from './receipts.js';
import { KITCHEN_ID } from './topics.js';

/** What the HTTP API answers. Instants are RFC 3339 UTC, days are kitchen-local `YYYY-MM-DD`, masses integer grams. */

export const instant = z.iso.datetime();
const day = z.iso.date();
export const integer = z.int();

export const kitchenId = z
  .string()
  .regex(KITCHEN_ID, 'a kitchen id is 3 to 32 of a-z 0-9, words joined by -');

export const totals = z.object(
  Object.fromEntries(TOTAL_FIELDS.map((field) => [field, integer])) as Record<TotalField, z.ZodInt>,
);

/** How much of what should be known is behind a total. */
export const coverage = z.object({
  kitchens: integer.describe('kitchens in the scope'),
  kitchensWithData: integer.describe('of those, kitchens with an intake or a batch in the period'),
  batches: integer,
  batchesFinished: integer,
  batchesWithEnergy: integer.describe('batches whose energy meter was read'),
  batchesFlagged: integer.describe('batches with an impossible or unlikely log'),
  intakes: integer,
  intakesWithMoisture: integer,
});

export const presenceState = z
  .enum(['online', 'silent', 'offline', 'never'])
  .describe('B3: silent = no message for three times the longest declared interval, at least 2 minutes');

export const TROUBLES = [
  'offline',
  'silent',
  'bad-data',
  'flagged-batch',
  'scale-drift',
  'clock-skew',
  'out-of-range',
  'too-fast',
  'never-seen',
] as const;
export const trouble = z.object({
  kind: z.enum(TROUBLES),
  severity: z.enum(['critical', 'warning']),
  detail: z.string().describe('one sentence for staff'),
});

/** How many alarms of a kitchen are on, or over and not acknowledged. */
export const openAlarms = z.object({
  active: integer,
  unacknowledged: integer,
  worst: z.enum(ALARM_SEVERITIES).nullable().describe('null: there is none'),
});
export type OpenAlarmCounts = z.infer<typeof openAlarms>;

export const batchStatus = z.enum(['running', 'finished', 'incomplete']);
export const batchFlag = z.object({
  code: z.string(),
  message: z.string().describe('one sentence for operator and staff'),
  grams: integer.nullable(),
});

export const batchSummary = z.object({
  kitchenId,
  batchId: z.string(),
  status: batchStatus.describe('incomplete: events refer to it, but its start is not known yet (E6)'),
  stage: z.string().nullable(),
  machine: z.string().nullable(),
  recipeId: z.string().nullable(),
  recipeVersion: z.number().nullable(),
  productCode: z.string().nullable(),
  plannedMinutes: z.number().nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  feedGrams: integer,
  goodGrams: integer,
  goodPieces: integer.nullable(),
  recycledGrams: integer.nullable(),
  closure: z.number().nullable().describe('unaccounted share of the feed; null without a feed'),
  flags: z.array(batchFlag),
});

export const kitchenSummary = z.object({
  id: kitchenId,
  name: z.string(),
  place: z.string().nullable(),
  country: z.string().nullable(),
  timeZone: z.string().describe('IANA'),
  position: z.tuple([z.number(), z.number()]).nullable().describe('[longitude, latitude]'),
  presence: presenceState,
  lastMessageAt: instant.nullable(),
  clockSkewMs: integer.nullable().describe('newest device time minus its arrival'),
  queueAgeMs: integer
    .nullable()
    .describe('how old the newest reading was when the kitchen was last heard of: what waits in its outbox'),
  deadLetters24h: integer,
  openAlarms,
  troubles: z.array(trouble).describe('worst first; empty when all is well'),
  runningBatch: batchSummary.nullable(),
  lastClosure: z.number().nullable().describe('closure of the newest finished batch'),
  today: z.object({ day, totals }),
  planGrams: integer.nullable().describe('good product a day that it is to make; null: nobody said'),
  allTime: totals,
});

/** A kitchen as everybody may know it: no troubles, no telemetry, no exact place. */
export const publicKitchen = kitchenSummary
  .pick({ id: true, name: true, place: true, country: true, lastMessageAt: true })
  .extend({
    position: kitchenSummary.shape.position.describe('[longitude, latitude], rounded to a tenth of a degree'),
    today: day.describe("by the kitchen's own calendar"),
    running: z.boolean(),
    recycledGrams: integer,
  });
export const kitchenDetail = kitchenSummary.extend({
  session: z.uuid().nullable(),
  birth: birth.nullable().describe('the newest birth certificate'),
  birthVersion: integer.nullable(),
  commandsChangedAt: instant
    .nullable()
    .describe('when something last became of a command; null: there was none'),
});

export const channel = z.object({
  channel: channelName,
  unit: z.string().nullable(),
  kind: z.enum(['gauge', 'counter']),
  min: z.number().nullable(),
  max: z.number().nullable(),
  intervalSeconds: z.number().nullable(),
  current: z.object({ time: instant, value: z.number(), receivedAt: instant }).nullable(),
});

export const RESOLUTIONS = ['raw', '1m', '5m', '15m', '1h', '6h', '1d', '7d'] as const;
export const series = z.object({
  kitchenId,
  channel: channelName,
  unit: z.string().nullable(),
  kind: z.enum(['gauge', 'counter']),
  from: instant,
  to: instant,
  resolution: z.enum(RESOLUTIONS).describe('chosen by the server from the width asked for'),
  bucketSeconds: integer.nullable().describe('null for raw readings'),
  points: z
    .array(
      z.object({
        timeMs: integer.describe('start of the bucket, ms since the epoch'),
        mean: z.number(),
        min: z.number(),
        max: z.number(),
        count: integer,
      }),
    )
    .describe('empty buckets are absent: a gap is a gap'),
  late: z
    .array(z.object({ fromMs: integer, toMs: integer }))
    .nullable()
    .describe(
      'stretches of readings that came more than an hour late; null: not looked at, the range is too long',
    ),
});

export const metricInput = z.object({
  name: z.string(),
  value: z.number().nullable(),
  unit: z.string(),
});
export const metricRange = z
  .object({ low: z.number(), high: z.number() })
  .nullable()
  .describe('95 % interval; null when no uncertainty is known');
/** A figure of one batch. */
export const metric = z.object({
  id: z.string(),
  name: z.string(),
  group: z.enum(METRIC_GROUPS),
  unit: z.string(),
  value: z.number().nullable(),
  reason: z.string().nullable().describe('why the value is null'),
  range: metricRange,
  methodVersion: z.string().describe('metric id and version, for example acceptance@1'),
  definition: z.string(),
  formula: z.string(),
  inputs: z.array(metricInput),
  source: z.string(),
});

export const storedEvent = z.object({
  id: z.uuid(),
  type: z.string(),
  time: z.iso.datetime({ offset: true }),
  receivedAt: instant,
  source: z.enum(['mqtt', 'http']),
  actor: z.string().nullable(),
  batchId: z.string().nullable(),
  supersedes: z.uuid().nullable(),
  reason: z.string().nullable(),
  struckBy: z.uuid().nullable().describe('the event that corrected or voided this one'),
  late: z.boolean().describe('arrived more than an hour after it happened'),
  data: z.record(z.string(), z.unknown()),
});

export const massFlow = z.object({
  kind: z.string().describe('material, output kind or loss reason'),
  label: z.string(),
  lotId: z.string().nullable(),
  polymer: z.string().nullable(),
  grams: integer,
});
export const massBalance = z.object({
  intake: z
    .object({
      grossGrams: integer,
      netGrams: integer,
      dryGrams: integer.nullable().describe('null when a moisture is unknown'),
      lots: z.array(z.string()),
    })
    .nullable()
    .describe("this batch's share of the deliveries behind it; null when a lot is not traced to a delivery"),
  losses: z.array(massFlow).describe("this batch's share of what was lost between gate and feed"),
  inputs: z.array(massFlow),
  outputs: z.array(massFlow),
  feedGrams: integer,
  goodGrams: integer,
  unaccountedGrams: integer,
  closure: z.number().nullable(),
});

/** A stage of a batch, as its edges were logged. */
export const stageSpan = z.object({
  stage: z.string(),
  machine: z.string().nullable(),
  startedAt: instant.nullable().describe('null: only its end was logged'),
  endedAt: instant.nullable().describe('null: it goes on, or its end was not logged'),
});
export type StageSpanView = z.infer<typeof stageSpan>;
export const batchDetail = batchSummary.extend({
  stages: z.array(stageSpan).describe('in the order in which they were begun'),
  balance: massBalance,
  metrics: z.array(metric),
  events: z.array(storedEvent).describe('oldest first, corrected and voided ones included'),
});

export const totalsRow = z.object({ kitchenId: kitchenId.nullable(), day: day.nullable(), totals });
export const totalsAnswer = z.object({
  from: day.nullable(),
  to: day.nullable(),
  by: z.enum(['all', 'day', 'kitchen']),
  rows: z.array(totalsRow),
  sum: totals,
  coverage,
});

export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().describe('cursor of the next page; null on the last'),
  });

/** E5: what became of one posted event. */
export const settledEvent = z.object({
  id: z.string().nullable(),
  outcome: z.enum(['stored', 'duplicate', 'rejected']),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
});
export const eventAnswer = settledEvent.extend({
  receipt: receipt.nullable().describe('of what is stored; null of what was rejected'),
});
export const postEvents = z.object({ events: z.array(z.unknown()).min(1).max(500) });
export const postEventsAnswer = z.object({
  results: z.array(eventAnswer),
  at: instant.describe("the server's clock, so that a phone learns the error of its own"),
});

/** A pack that the platform itself sends through the whole line every minute, by the newest that the database has. */
export const canaryView = z.object({
  state: z
    .enum(['fresh', 'waiting', 'late'])
    .describe('waiting: the platform has just started, and late only after the same time'),
  sentAt: instant.nullable().describe('when the newest was sent; null when there was none in a week'),
  lateAfterSeconds: integer.describe('an older one means that broker or ingest does not work'),
});
export type CanaryView = z.infer<typeof canaryView>;

export const platformStatus = z.object({
  version: z.string(),
  demo: z.boolean().describe('true when the simulated kitchens are running: the numbers are not real'),
  database: z.object({
    engine: z.enum(['timescaledb', 'postgresql']),
    version: z.string(),
    rollups: z.enum(['continuous aggregates', 'views']),
  }),
  history: z
    .object({ done: integer, total: integer })
    .nullable()
    .describe('days of simulated history loaded so far; null when none is loading'),
  canary: canaryView,
});

export type KitchenSummary = z.infer<typeof kitchenSummary>;
export type PublicKitchen = z.infer<typeof publicKitchen>;
export type KitchenDetail = z.infer<typeof kitchenDetail>;
export type Channel = z.infer<typeof channel>;
export type Series = z.infer<typeof series>;
export type Resolution = (typeof RESOLUTIONS)[number];
export type BatchSummary = z.infer<typeof batchSummary>;
export type BatchDetail = z.infer<typeof batchDetail>;
export type MassBalanceView = z.infer<typeof massBalance>;
export type MetricView = z.infer<typeof metric>;
export type StoredEvent = z.infer<typeof storedEvent>;
export type TotalsAnswer = z.infer<typeof totalsAnswer>;
export type Coverage = z.infer<typeof coverage>;
export type Trouble = z.infer<typeof trouble>;
export type SettledEvent = z.infer<typeof settledEvent>;
export type EventAnswer = z.infer<typeof eventAnswer>;
export type PlatformStatus = z.infer<typeof platformStatus>;
