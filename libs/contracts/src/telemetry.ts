import { z } from 'zod';
import { MAX_RECORDS } from './limits.js';
import { TRACKED_STREAMS } from './topics.js';

const finite = z.number();

/**
 * One SenML record (RFC 8428), as loosely as the pack allows: what is wrong with one record is found by `resolveSenml`,
 * so that a bad record never costs its neighbours (S2).
 */
export const senmlRecord = z
  .looseObject({
    bn: z.string().optional().describe('base name'),
    bt: finite.optional().describe('base time, s'),
    bu: z.string().optional().describe('base unit'),
    bv: finite.optional().describe('base value'),
    n: z.string().optional().describe('name, appended to the base name'),
    u: z.string().optional().describe('SenML unit, RFC 8428 and RFC 8798'),
    v: finite.optional().describe('numeric value'),
    vb: z.boolean().optional().describe('boolean value, stored 1 or 0'),
    t: finite.optional().describe('time, s, added to the base time'),
  })
  .describe('SenML record');
export type SenmlRecord = z.infer<typeof senmlRecord>;

/** What makes a pack one that is acknowledged. */
export const tracked = {
  session: z.uuid().describe("minted when the kitchen's agent starts (P1)"),
  seq: z.int().min(1).describe('counts packs of this stream in the session, from 1 (P1)'),
};

/**
 * A tracked pack of readings. Records are checked one by one afterwards, hence `unknown` here. One whose records are base
 * fields only stores nothing and is acknowledged like any other: so a kitchen without a clock asks what time it is (P7).
 */
export const telemetryPack = z.looseObject({
  ...tracked,
  records: z.array(z.unknown()).min(1).max(MAX_RECORDS),
});

/** A bare SenML array (P5): for sensors that know only SenML. */
export const bareTelemetry = z.array(z.unknown()).min(1).max(MAX_RECORDS);

/** A tracked pack of batch-log events. Events are checked one by one afterwards. */
export const eventPack = z.looseObject({ ...tracked, events: z.array(z.unknown()).min(1).max(MAX_RECORDS) });

/** What the platform answers on `kitchens/v1/{k}/ack` once packs are settled, after the commit (P2). */
export const applicationAck = z.object({
  session: z.uuid(),
  stream: z.enum(TRACKED_STREAMS),
  seqs: z.array(z.tuple([z.int().min(1), z.int().min(1)])).describe('settled packs as closed ranges of seq'),
  rejected: z
    .array(z.object({ seq: z.int().min(1), reason: z.string() }))
    .describe('packs, or packs with records, that were dead-lettered, and why'),
  at: z.iso.datetime().describe("the server's clock, for the kitchen to estimate its own error"),
  accepts: z
    .array(z.string())
    .optional()
    .describe('encodings of packs that this platform reads beside plain JSON, for example deflate (D1)'),
});
export type ApplicationAck = z.infer<typeof applicationAck>;
