import { z } from 'zod';
import { MAX_BIRTH_CHANNELS } from './limits.js';

/** S1: `machine/measure`, at most 128 characters. */
export const CHANNEL_NAME = /^[A-Za-z0-9\-_.:/]{1,128}$/;
export const channelName = z
  .string()
  .regex(CHANNEL_NAME, 'a channel is at most 128 characters of A-Z a-z 0-9 - _ . : /');

/** 100 MW, and 100 t an hour: no machine of a kitchen comes near, so a larger number is in watts or grams. */
const MAX_RATED_KW = 100_000;
const MAX_IDEAL_KG_PER_HOUR = 100_000;

/** B1: what a kitchen is. Published retained; a changed one is a new version. */
export const birth = z.looseObject({
  session: z.uuid(),
  agent: z.string().max(80).optional().describe('agent and version, for example bakeloop-kitchen/0.1.0'),
  encodings: z
    .array(z.string().max(32))
    .max(16)
    .optional()
    .describe('in which its packs may come beside plain JSON, for example deflate (D1)'),
  commands: z
    .array(z.string().max(64))
    .max(32)
    .optional()
    .describe('kinds of commands that it takes; default none (C2)'),
  name: z.string().min(1).max(80).optional(),
  place: z.string().max(80).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional()
    .describe('ISO 3166-1 alpha-2'),
  timeZone: z
    .string()
    .refine(isTimeZone, 'not an IANA time zone, for example Africa/Nairobi')
    .optional()
    .describe('IANA'),
  position: z
    .tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
    .optional()
    .describe('[longitude, latitude], WGS 84'),
  machines: z
    .array(
      z.looseObject({
        id: z.string().regex(/^[A-Za-z0-9\-_.:]{1,64}$/),
        type: z.string().max(64),
        ratedKw: z
          .number()
          .positive('a rated power is above 0 kW')
          .max(MAX_RATED_KW, 'a rated power is at most 100,000 kW: is it in kilowatts?')
          .optional(),
        idealKgPerHour: z
          .number()
          .positive('an ideal rate is above 0 kg/h')
          .max(MAX_IDEAL_KG_PER_HOUR, 'an ideal rate is at most 100,000 kg/h: is it in kilograms an hour?')
          .optional(),
      }),
    )
    .max(200),
  channels: z
    .array(
      z.looseObject({
        name: channelName,
        unit: z.string().regex(/^[\x20-\x7e]{1,16}$/, 'a SenML unit, for example Cel'),
        kind: z.enum(['gauge', 'counter']),
        min: z.number().optional(),
        max: z.number().optional(),
        intervalSeconds: z.number().positive().max(86_400).optional(),
      }),
    )
    .max(MAX_BIRTH_CHANNELS),
});
export type Birth = z.infer<typeof birth>;

/** The will, and what a kitchen says of itself (B2). */
export const status = z.looseObject({ state: z.enum(['online', 'offline']), session: z.uuid() });
export type Status = z.infer<typeof status>;

/** @returns true for an IANA zone that this runtime knows. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
