import { z } from 'zod';
import { integer } from './api.js';

/** A lot of a kitchen with what was put in and taken out. */
export const lotSummary = z.object({
  lotId: z.string(),
  polymer: z.string().nullable(),
  form: z.string().nullable(),
  producedGrams: integer,
  consumedGrams: integer,
  flags: z.array(z.object({ code: z.string(), message: z.string(), grams: integer.nullable() })),
});
export type LotSummary = z.infer<typeof lotSummary>;
