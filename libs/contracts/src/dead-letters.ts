import { z } from 'zod';
import { instant, integer, kitchenId } from './api.js';
import { unstorable } from './json-guard.js';
import { MAX_PAYLOAD_BYTES } from './limits.js';

const isPlain = (text: string): boolean => unstorable(text) === null;
const NOT_PLAIN = 'a text holds no NUL character and no half of a surrogate pair';
export const deadLetterId = z.string().regex(/^\d{1,18}$/, 'an id of a dead letter is a number');
export const deadLetterState = z
  .enum(['open', 'replayed', 'amended', 'dismissed'])
  .describe('amended: what was put right of it is stored, and the message itself stays as it came');
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
export const deadLetterAct = z.enum(['replay', 'amend', 'dismiss']);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const deadLetterDetail = deadLetter.extend({
  sha256: sha256.describe('of the raw bytes of the whole message'),
  actions: z
    .array(
      z.object({
        action: deadLetterAct,
        at: instant,
        by: z.string().describe('who decided it, as they were called then'),
        note: z.string(),
        outcome: z.string(),
        amended: z
          .object({
            sha256: sha256.describe('of the whole message as it was amended'),
            before: z.string().describe('the record, or the message, as it came; at most 2,000 characters'),
            after: z.string().describe('the same as it was amended'),
          })
          .nullable()
          .describe('null but for an amendment that was taken'),
      }),
    )
    .describe('what was done with it, oldest first'),
});
export const deadLetterDraft = z.object({
  json: z
    .string()
    .nullable()
    .describe('the record, or the whole message, as it came and whole; null where it is no text'),
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
/** What a clock of 32 bits can be off by, s: 136 years. */
const MAX_SHIFT_S = 2 ** 32;
/** How what was refused is put right. What came stays as it came. */
export const amendment = z.union([
  z.strictObject({
    json: z
      .string()
      .min(1, 'an amended message is JSON')
      .max(MAX_PAYLOAD_BYTES, `an amended message is at most ${MAX_PAYLOAD_BYTES} bytes, as any`)
      .describe('the record that the letter is of as it should be, or the whole message where it is of that'),
  }),
  z.strictObject({
    shiftSeconds: z
      .number()
      .min(-MAX_SHIFT_S)
      .max(MAX_SHIFT_S)
      .refine((seconds) => seconds !== 0, 'a shift in time is not nothing')
      .describe(
        'added to the time of each record of the message whose time was refused; below zero where the clock was ahead',
      ),
  }),
]);
const byHand = 'one letter at a time is amended by its JSON; a shift in time may be for several';
export const decideDeadLetters = z.discriminatedUnion('action', [
  z.strictObject({ action: z.enum(['replay', 'dismiss']), note: why, which: choice }),
  z
    .strictObject({ action: z.literal('amend'), note: why, which: choice, amendment })
    .refine(({ which, amendment: how }) => !('json' in how) || ('ids' in which && which.ids.length === 1), {
      message: byHand,
      path: ['which'],
    }),
]);
export const tryAmendment = z.strictObject({ amendment });
/** Records of a trial that are shown. */
export const MAX_TRIED = 100;
export const triedAmendment = z.object({
  refusals: z
    .array(
      z.object({
        position: integer.nullable().describe('index of the record in its pack; null for the whole'),
        reason: z.string(),
        detail: z.string(),
      }),
    )
    .describe('why it would not be taken; none: it would be, whole'),
  records: z
    .array(
      z.object({
        what: z.enum(['reading', 'event', 'result', 'birth', 'status']),
        name: z.string().describe('the channel, the type of an event, the command, or whose it is'),
        says: z
          .string()
          .describe('the value in the unit that it is kept in, or the data, without what protects people'),
        time: instant.nullable(),
      }),
    )
    .describe(`what would be stored, the first ${MAX_TRIED}`),
  stored: integer.describe('records that would be new'),
  known: integer.describe('records that are known already'),
});
export const decidedDeadLetters = z.object({
  items: z.array(z.object({ id: z.string(), state: deadLetterState, outcome: z.string() })),
  next: deadLetterId.nullable().describe('more of the reason are open: ask again with it as `after`'),
});

export type DeadLetter = z.infer<typeof deadLetter>;
export type DeadLetterAct = z.infer<typeof deadLetterAct>;
export type DeadLetterState = z.infer<typeof deadLetterState>;
export type Amendment = z.infer<typeof amendment>;
export type TriedAmendment = z.infer<typeof triedAmendment>;
export type DecidedDeadLetters = z.infer<typeof decidedDeadLetters>;
