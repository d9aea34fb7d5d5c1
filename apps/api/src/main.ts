import { CREDENTIAL_RULES } from '@bakeloop/contracts';
import { fleetEnv } from '@bakeloop/record';
import { ConfigError, loadEnv, onShutdown } from '@bakeloop/runtime';
import { z } from 'zod';
import { startApi } from './index.js';

const environment = z.object({
  DATABASE_URL: z.string().min(1).describe('postgres://user:password@host:port/database'),
  MQTT_URL: z.string().min(1).describe('mqtt://host:port'),
  MQTT_USERNAME: z.string().optional(),
  MQTT_PASSWORD: z.string().optional(),
  HOST: z.string().default('127.0.0.1').describe('address to listen on; 0.0.0.0 for all'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4900),
  ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((origin) => origin.trim())
        .filter(Boolean),
    )
    .describe(
      'origins besides our own whose pages may open a live connection and, on loopback, whose hosts are answered; joined by commas',
    ),
  BAKELOOP_DEMO: z.stringbool().default(false).describe('true when the kitchens are simulated'),
  CANARY_SECONDS: z.coerce
    .number()
    .min(1)
    .max(3_600)
    .default(60)
    .describe('how often a pack is sent through the whole line to see whether it works'),
  CANARY_LATE_SECONDS: z.coerce
    .number()
    .min(2)
    .max(86_400)
    .default(180)
    .describe('how old the newest of them may be before that is an alarm'),
  KITCHEN_CREDENTIALS: z
    .enum(CREDENTIAL_RULES)
    .default('required')
    .describe(
      'for a broker that asks at /broker: whether a kitchen that was never given a credential is let in',
    ),
  BROKER_HOOK_SECRET: z
    .string()
    .min(32, 'is too short: 32 characters or more, for example of `openssl rand -base64 33`')
    .optional()
    .describe(
      'what an EMQX that asks at /broker/emqx sends as "Authorization: Bearer …"; without it nobody is answered',
    ),
  DYNSEC_USERNAME: z
    .string()
    .optional()
    .describe(
      'administrator of the dynamic security of a Mosquitto, which then gets the credentials of kitchens',
    ),
  DYNSEC_PASSWORD: z.string().optional(),
  ...fleetEnv,
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

try {
  const env = loadEnv(environment);
  const api = await startApi({
    databaseUrl: env.DATABASE_URL,
    mqttUrl: env.MQTT_URL,
    mqttUsername: env.MQTT_USERNAME,
    mqttPassword: env.MQTT_PASSWORD,
    host: env.HOST,
    port: env.PORT,
    allowedOrigins: env.ALLOWED_ORIGINS,
    demo: env.BAKELOOP_DEMO,
    canarySeconds: env.CANARY_SECONDS,
    canaryLateSeconds: env.CANARY_LATE_SECONDS,
    maxKitchens: env.INGEST_MAX_KITCHENS,
    kitchenCredentials: env.KITCHEN_CREDENTIALS,
    brokerHookSecret: env.BROKER_HOOK_SECRET,
    dynsec:
      env.DYNSEC_USERNAME === undefined
        ? undefined
        : { username: env.DYNSEC_USERNAME, password: env.DYNSEC_PASSWORD ?? '' },
    logLevel: env.LOG_LEVEL,
  });
  onShutdown(() => api.stop());
  process.stdout.write(`Bakeloop answers at ${api.url}\n`);
} catch (error) {
  const known = error instanceof ConfigError || error instanceof Error;
  process.stderr.write(`${known ? error.message : String(error)}\n`);
  process.exit(1);
}
