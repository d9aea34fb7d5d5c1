import { z } from 'zod';
import { instant } from './api.js';
import { why } from './dead-letters.js';
import { MAX_AGE_MS } from './limits.js';

/** Raw readings are kept at least as long as a kitchen may be late with one (S5), so that it meets its neighbours. */
export const LEAST_RAW_DAYS = MAX_AGE_MS / 86_400_000;
/** A century: what is to be kept longer is kept for ever. */
const MOST_DAYS = 36_500;

const days = z.int().min(1).max(MOST_DAYS);
const daysOrEver = days.nullable();

const policyFields = {
  rawDays: days
    .min(
      LEAST_RAW_DAYS,
      `raw readings are kept at least ${LEAST_RAW_DAYS} days: a kitchen may be as late (S5)`,
    )
    .describe('readings as they came'),
  minuteDays: daysOrEver.describe('sums by minute; null: for ever'),
  hourDays: daysOrEver.describe('sums by hour; null: for ever'),
  dayDays: daysOrEver.describe('sums by UTC day; null: for ever'),
  compressAfterDays: days
    .max(LEAST_RAW_DAYS)
    .describe('how old a day of readings is before it is compressed; late ones are still taken'),
};
/** How long readings are kept, and in what grain. Events, and all that is derived of them, are kept for ever. */
export const retentionPolicy = z.object(policyFields);
export type RetentionPolicy = z.infer<typeof retentionPolicy>;

const FROM_FINE = ['rawDays', 'minuteDays', 'hourDays', 'dayDays'] as const;

/** A new policy: no grain is kept shorter than the finer one that it is made of. */
export const setRetention = z.strictObject({ ...policyFields, note: why }).superRefine((policy, context) => {
  FROM_FINE.slice(1).forEach((grain, index) => {
    const finer = FROM_FINE[index] ?? 'rawDays';
    if ((policy[grain] ?? Infinity) >= (policy[finer] ?? Infinity)) return;
    context.addIssue({
      code: 'custom',
      path: [grain],
      message: `shorter than ${finer}: what is coarse is kept at least as long as what it is made of`,
    });
  });
});

/** The policy in force, who set it and why, and from when on each grain is there. */
export const retentionAnswer = z.object({
  policy: retentionPolicy,
  setAt: instant,
  setBy: z.string(),
  note: z.string(),
  keptFrom: z
    .object({
      raw: instant.nullable(),
      minute: instant.nullable(),
      hour: instant.nullable(),
      day: instant.nullable(),
    })
    .describe('what was older is gone; null: nothing is'),
});
export type RetentionAnswer = z.infer<typeof retentionAnswer>;
