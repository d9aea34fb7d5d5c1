import { z } from 'zod';
import { batchDetail, batchStatus, batchSummary, instant, integer, kitchenId, storedEvent } from './api.js';
import { askedInstant } from './dates.js';
import { plainText } from './route.js';

/** What the staff console adds: notes on charts, plans, batches over time, machines, comparisons. */

/** A note on a kitchen, one of its machines or batches, at an instant or over a time. */
export const annotation = z.object({
  id: z.uuid(),
  kitchenId,
  machine: z.string().nullable().describe('null: the whole kitchen'),
  batchId: z.string().nullable(),
  from: instant,
  to: instant.nullable().describe('null: an instant'),
  text: z.string(),
  by: z.string().nullable().describe('null: somebody who was forgotten'),
  own: z.boolean().describe('whether who asks wrote it, and so may change it'),
  madeAt: instant,
  changedAt: instant.nullable(),
});
export type Annotation = z.infer<typeof annotation>;

/** As much as is read beside a chart. */
const MAX_NOTE_CHARACTERS = 500;
export const writeAnnotation = z
  .object({
    machine: plainText(64).nullable().default(null),
    batchId: plainText(64).nullable().default(null),
    from: askedInstant,
    to: askedInstant.nullable().default(null),
    text: plainText(MAX_NOTE_CHARACTERS),
  })
  .refine(({ from, to }) => to === null || Date.parse(to) >= Date.parse(from), {
    path: ['to'],
    error: 'not before from',
  });
export type WriteAnnotation = z.infer<typeof writeAnnotation>;

/** More than any kitchen makes in a day: 1,000 t. */
const MAX_PLAN_GRAMS = 1_000_000_000;
export const setPlan = z.object({
  goodGramsPerDay: integer
    .min(1, 'a plan is above 0 g; null takes it away')
    .max(MAX_PLAN_GRAMS, 'a plan is at most 1,000 t a day: is it in grams?')
    .nullable(),
});
export const kitchenPlan = z.object({ kitchenId, goodGramsPerDay: integer.nullable() });

/** A batch as a bar of a Gantt chart. */
export const scheduledBatch = z.object({
  batchId: z.string(),
  status: batchStatus,
  machine: z.string().nullable(),
  productCode: z.string().nullable(),
  recipeId: z.string().nullable(),
  recipeVersion: z.number().nullable().describe('the one it was started with'),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  feedGrams: integer,
  goodGrams: integer,
  flagged: z.boolean(),
  stages: batchDetail.shape.stages,
});
export type ScheduledBatch = z.infer<typeof scheduledBatch>;
export const schedule = z.object({
  kitchenId,
  from: instant,
  to: instant,
  batches: z.array(scheduledBatch).describe('by start'),
  isWhole: z.boolean().describe('false: there are more than one answer holds; ask for a shorter time'),
});

/** Running time is that of the batches on the machine, from start to finish, at most two days each. */
export const machineView = z.object({
  kitchenId,
  machine: z.string(),
  type: z.string().nullable(),
  ratedKw: z.number().nullable(),
  idealKgPerHour: z.number().nullable(),
  batchCount: integer,
  runMs: integer,
  upkeep: z
    .array(
      z.object({
        task: z.string(),
        count: integer.describe('how often it was logged'),
        lastAt: instant,
        runMsSince: integer.describe('running time since it was last done'),
      }),
    )
    .describe('longest ago first'),
  events: z.array(storedEvent).describe('maintenance of it, newest first, at most 50'),
  batches: z.array(batchSummary).describe('on it, newest first, at most 20'),
});
export type MachineView = z.infer<typeof machineView>;

export const COMPARE_BY = ['kitchen', 'recipe', 'product'] as const;
/** Sums of finished batches, by the day of their finish where the kitchen is. */
export const comparedSum = z.object({
  key: z.string().nullable().describe('id of the kitchen, recipe or product; null: batches that name none'),
  batchCount: integer,
  flaggedCount: integer,
  runMs: integer.describe('from start to finish, at most two days a batch'),
  feedGrams: integer,
  goodGrams: integer,
  unaccountedGrams: integer,
  energyWh: integer.nullable().describe('of batches with a meter; null where none has one'),
  goodGramsWithEnergy: integer,
  runMsWithEnergy: integer,
});
export type ComparedSum = z.infer<typeof comparedSum>;
