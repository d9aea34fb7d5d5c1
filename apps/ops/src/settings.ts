import { join, resolve } from 'node:path';
import { CREDENTIAL_RULES } from '@bakeloop/contracts';
import { doorPort, linesEnv } from '@bakeloop/runtime';
import { z } from 'zod';

/** What the command takes from the environment; options on the command line go before it. */
export const opsEnv = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('a PostgreSQL or TimescaleDB of your own'),
  MQTT_URL: z
    .url({ protocol: /^(mqtts?|wss?)$/ })
    .optional()
    .describe('a broker of your own'),
  MQTT_USERNAME: z.string().optional(),
  MQTT_PASSWORD: z.string().optional(),
  HOST: z.string().default('127.0.0.1').describe('address the web server and the embedded broker listen on'),
  PORT: z.coerce.number().int().min(1).max(65_535).default(7700),
  MQTT_PORT: z.coerce.number().int().min(1).max(65_535).default(1883),
  BROKER_HEALTH_PORT: doorPort.describe(
    'the embedded broker answers /health/live, /health/ready and /health/metrics there, on this machine',
  ),
  KITCHEN_CREDENTIALS: z
    .enum(CREDENTIAL_RULES)
    .optional()
    .describe(
      'required: no kitchen speaks on the embedded broker without a credential; optional: one that was never given any does (default on loopback)',
    ),
  PHOTOS_DIR: z
    .string()
    .min(1)
    .transform((folder) => resolve(folder))
    .optional()
    .describe('the folder that photos are kept in (default: photos in the data folder)'),
  ...linesEnv,
  BAKELOOP_DATA: z
    .string()
    .default('.bakeloop')
    .transform((folder) => resolve(folder)),
});
export type OpsSettings = z.output<typeof opsEnv>;

/** Where photos are kept. */
export const photosDirOf = ({ PHOTOS_DIR, BAKELOOP_DATA }: OpsSettings): string =>
  PHOTOS_DIR ?? join(BAKELOOP_DATA, 'photos');
