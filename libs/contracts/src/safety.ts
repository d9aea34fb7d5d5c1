import { SAFETY_KINDS } from '@bakeloop/domain';
import { z } from 'zod';
import { instant } from './api.js';

/** An alarm where people can come to harm, as the phone of who stands beside the machine shows it. */
export const safetyAlarm = z.object({
  id: z.uuid(),
  kind: z.enum(SAFETY_KINDS),
  machine: z.string().nullable(),
  since: instant,
});
