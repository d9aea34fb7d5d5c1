import { fleetEnv } from '@bakeloop/record';
import { healthEnv, linesEnv } from '@bakeloop/runtime';
import { tracingEnv } from '@bakeloop/runtime/tracing';
import { z } from 'zod';

/** What the ingest needs to know, from the environment. */
export const ingestEnv = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  MQTT_URL: z.url({ protocol: /^(mqtts?|wss?)$/ }),
  MQTT_USERNAME: z.string().optional(),
  MQTT_PASSWORD: z.string().optional(),
  INGEST_CLIENT_ID: z
    .string()
    .min(1)
    .default('bakeloop-ingest')
    .describe('names the persistent session on the broker; one per replica'),
  INGEST_SHARED_GROUP: z
    .string()
    .optional()
    .describe('with several replicas: the name of their shared subscription; not with the embedded broker'),
  INGEST_KITCHEN_READINGS_PER_SECOND: z.coerce
    .number()
    .int()
    .min(1)
    .default(2_000)
    .describe(
      'what one kitchen may send on end; the largest that a certificate can declare has 2,000 channels, and reads each once a second',
    ),
  INGEST_KITCHEN_BURST_READINGS: z.coerce
    .number()
    .int()
    .min(1)
    .default(120_000)
    .describe(
      'what it may send at once after a silence: a minute of the above, or a day of an ordinary kitchen',
    ),
  ...fleetEnv,
  ...healthEnv,
  ...linesEnv,
  ...tracingEnv,
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});
export type IngestSettings = z.output<typeof ingestEnv>;
export const INGEST_SETTINGS = Symbol('ingest settings');
