import { z } from 'zod';
import { unstorable } from './json-guard.js';
import { channelName } from './presence.js';
import { tracked } from './telemetry.js';

/**
 * C2: every command there is. All are about the agent itself: what it knows, what it reports, how it reads. None moves a
 * machine, writes to a device, changes a configuration or fetches a program, and none may be added that does: who stands
 * beside an extruder must be the one who starts it.
 */
export const COMMAND_KINDS = ['report-state', 'report-readings', 'restart-driver'] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

/** C1. The last three are final. */
export const COMMAND_STATES = ['queued', 'sent', 'acknowledged', 'done', 'failed', 'expired'] as const;
export const commandState = z
  .enum(COMMAND_STATES)
  .describe(
    'queued: waits for the kitchen; sent: on its way; acknowledged: the kitchen has it; done, failed and expired are final',
  );
export type CommandState = z.infer<typeof commandState>;

/** A command that nobody waits for any more must not be done: a week is the longest, s. */
export const MAX_COMMAND_SECONDS = 7 * 86_400;
/** What a command may ask for or bring back, characters of JSON: the state of a large kitchen is some 10,000. */
export const MAX_COMMAND_DATA = 32_000;
/** Results of one pack at most: two of each command that may be open, and room for what was refused. */
export const MAX_RESULTS = 100;

const driverName = z
  .string()
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'a driver is named as in the configuration of the kitchen, for example plc',
  )
  .max(40);

/** What each kind is told. */
export const commandData = {
  'report-state': z.strictObject({}),
  'report-readings': z.strictObject({
    channels: z.array(channelName).min(1).max(200).optional().describe('default: every channel'),
  }),
  'restart-driver': z.strictObject({ driver: driverName }),
} as const satisfies Record<CommandKind, z.ZodType>;
export type CommandData<K extends CommandKind> = z.output<(typeof commandData)[K]>;

export const commandId = z
  .uuid()
  .describe('minted once; a command of an id that was seen is not done again (C4)');

/** On `kitchens/v1/{k}/commands`, QoS 1, never retained (C3). Kind and data are checked by the kitchen, which answers (C6). */
export const command = z.looseObject({
  id: commandId,
  kind: z.string().min(1).max(64),
  data: z.record(z.string(), z.unknown()),
  expiresAt: z.iso.datetime().describe("by the server's clock; later than this it is not begun (C5)"),
});
export type Command = z.infer<typeof command>;

/** What a kitchen says of a command. */
export const commandResult = z.looseObject({
  id: z.uuid().describe('of the command'),
  state: z.enum(['acknowledged', 'done', 'failed', 'expired']),
  at: z.iso.datetime().optional().describe("when, by the server's clock as the kitchen knows it"),
  reason: z.string().max(500).optional().describe('why it failed, for a person'),
  data: z.record(z.string(), z.unknown()).optional().describe('what the command asked for'),
});
export type CommandResult = z.infer<typeof commandResult>;

/** A tracked pack on `kitchens/v1/{k}/results` (C6). Results are checked one by one afterwards. */
export const resultPack = z.looseObject({
  ...tracked,
  results: z.array(z.unknown()).min(1).max(MAX_RESULTS),
});

/** @returns the result, or why it is none */
export function parseResult(
  input: unknown,
): { ok: true; result: CommandResult } | { ok: false; detail: string } {
  const cannot = unstorable(input);
  if (cannot !== null) return { ok: false, detail: cannot };
  const parsed = commandResult.safeParse(input);
  if (!parsed.success) return { ok: false, detail: z.prettifyError(parsed.error) };
  const size = JSON.stringify(parsed.data.data ?? {}).length;
  return size > MAX_COMMAND_DATA
    ? { ok: false, detail: `data of ${size} characters; the most is ${MAX_COMMAND_DATA}` }
    : { ok: true, result: parsed.data };
}
