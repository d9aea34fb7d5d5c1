import { z } from 'zod';
import { instant, integer, kitchenId } from './api.js';
import { commandData, commandId, commandState, MAX_COMMAND_SECONDS } from './commands.js';
import { unstorable } from './json-guard.js';

/** A shorter life could not reach a kitchen on a slow line, s. */
const MIN_COMMAND_SECONDS = 10;
/** Commands of a kitchen that are not answered and not expired, at most: more is a loop somewhere. */
export const MAX_OPEN_COMMANDS = 20;

/** What the API shows of a command. */
export const commandView = z.object({
  id: z.uuid(),
  kitchenId,
  kind: z.string(),
  data: z.record(z.string(), z.unknown()),
  by: z.string().describe('who asked for it, as they were called then'),
  note: z.string().describe('why'),
  createdAt: instant,
  expiresAt: instant,
  state: commandState,
  sends: integer.describe('how often it was sent'),
  steps: z
    .array(
      z.object({
        state: commandState,
        saidBy: z.enum(['platform', 'kitchen']),
        at: instant.describe("the platform's clock"),
        deviceAt: instant.nullable().describe('when it was in the kitchen, as the kitchen says'),
        reason: z.string().nullable(),
        data: z.record(z.string(), z.unknown()).nullable(),
      }),
    )
    .describe('each state it came to, oldest first; never altered'),
});
export type CommandView = z.infer<typeof commandView>;

const isPlain = (text: string): boolean => unstorable(text) === null;
const NOT_PLAIN = 'a text holds no NUL character and no half of a surrogate pair';
const request = {
  id: commandId
    .optional()
    .describe(
      'minted by whoever asks, so that asking again is no second command; default: the server mints one',
    ),
  expiresInSeconds: z
    .int()
    .min(MIN_COMMAND_SECONDS)
    .max(MAX_COMMAND_SECONDS)
    .default(600)
    .describe('how long the kitchen may take to begin, s'),
  note: z
    .string()
    .trim()
    .min(3, 'say why, in three characters or more')
    .max(500)
    .refine(isPlain, NOT_PLAIN)
    .describe('why'),
};
export const commandRequest = z.discriminatedUnion('kind', [
  z.strictObject({
    ...request,
    kind: z.literal('report-state'),
    data: commandData['report-state'].default({}),
  }),
  z.strictObject({
    ...request,
    kind: z.literal('report-readings'),
    data: commandData['report-readings'].default({}),
  }),
  z.strictObject({ ...request, kind: z.literal('restart-driver'), data: commandData['restart-driver'] }),
]);
export type CommandRequest = z.output<typeof commandRequest>;
