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
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});
export type IngestSettings = z.output<typeof ingestEnv>;
export const INGEST_SETTINGS = Symbol('ingest settings');
