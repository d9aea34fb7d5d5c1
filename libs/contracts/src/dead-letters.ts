import { z } from 'zod';
import { instant, integer, kitchenId } from './api.js';
import { unstorable } from './json-guard.js';

const isPlain = (text: string): boolean => unstorable(text) === null;
const NOT_PLAIN = 'a text holds no NUL character and no half of a surrogate pair';
export const deadLetterId = z.string().regex(/^\d{1,18}$/, 'an id of a dead letter is a number');
export const deadLetterState = z.enum(['open', 'replayed', 'dismissed']);
export const deadLetter = z.object({
  id: z.string(),
  kitchenId: z.string().nullable(),
  topic: z.string(),
  position: integer.nullable().describe('index of the record in its pack; null for a whole pack'),
  reason: z.string(),
  detail: z.string(),
  suggestion: z.string().describe('what to do about it, for a person'),
  receivedAt: instant,
  hits: integer.describe('how often exactly this arrived'),
  state: deadLetterState,
  payload: z.string().describe('the raw bytes, as text where they are text, at most 2,000 characters'),
});
export const deadLetterDetail = deadLetter.extend({
  actions: z
    .array(
      z.object({
        action: z.enum(['replay', 'dismiss']),
        at: instant,
        by: z.string().describe('who decided it, as they were called then'),
        note: z.string(),
        outcome: z.string(),
      }),
    )
    .describe('what was done with it, oldest first'),
});
/** Letters by id, or all open ones of a reason (of one kitchen, or of all). */
const choice = z.union([
  z.strictObject({ ids: z.array(deadLetterId).min(1).max(100) }),
  z.strictObject({
    reason: z.string().min(1).max(80),
    kitchenId: kitchenId.optional(),
    after: deadLetterId.optional().describe('`next` of the answer before'),
  }),
]);
/** Why something is decided; noted with it, and with who is signed in. */
export const why = z
  .string()
  .trim()
  .min(3, 'say why, in three characters or more')
  .max(500)
  .refine(isPlain, NOT_PLAIN)
  .describe('why');
export const decideDeadLetters = z.strictObject({
  action: z.enum(['replay', 'dismiss']),
  note: why,
  which: choice,
});
export const decidedDeadLetters = z.object({
  items: z.array(z.object({ id: z.string(), state: deadLetterState, outcome: z.string() })),
  next: deadLetterId.nullable().describe('more of the reason are open: ask again with it as `after`'),
});

export type DeadLetter = z.infer<typeof deadLetter>;
export type DecidedDeadLetters = z.infer<typeof decidedDeadLetters>;
