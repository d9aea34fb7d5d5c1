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
  TRUSTED_PROXIES: z
    .string()
    .optional()
    .describe('proxies that say where a request came from: loopback, or their addresses joined by commas'),
  REQUESTS_A_MINUTE_PUBLIC: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(600)
    .describe('of one address'),
  REQUESTS_A_MINUTE_PEOPLE: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(1_200)
    .describe('of one person or token'),
  CONNECTIONS_OF_ADDRESS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(500)
    .describe('live connections that one address may have open'),
  SECURITY_CONTACT: z
    .url({ protocol: /^(mailto|https)$/ })
    .optional()
    .describe('whom to tell of a hole, in /.well-known/security.txt: mailto: or https:'),
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
    requestsAMinute: { ofPublic: env.REQUESTS_A_MINUTE_PUBLIC, ofPeople: env.REQUESTS_A_MINUTE_PEOPLE },
    trustedProxies: env.TRUSTED_PROXIES,
    connectionsOfAddress: env.CONNECTIONS_OF_ADDRESS,
    securityContact: env.SECURITY_CONTACT,
    logLevel: env.LOG_LEVEL,
  });
  onShutdown(() => api.stop());
  process.stdout.write(`Bakeloop answers at ${api.url}\n`);
  if (api.firstAdminSecret !== null)
    process.stdout.write(
      `Nobody is an admin yet. Whoever opens this becomes the first, within a day and once: ${api.url}/link#${api.firstAdminSecret}\n`,
    );
} catch (error) {
  const known = error instanceof ConfigError || error instanceof Error;
  process.stderr.write(`${known ? error.message : String(error)}\n`);
  process.exit(1);
}
