import { readFile } from 'node:fs/promises';
import { CREDENTIAL_RULES } from '@bakeloop/contracts';
import { externalDoor, type ExternalDoor } from '@bakeloop/identity';
import { fleetEnv } from '@bakeloop/record';
import { ConfigError, healthEnv, linesEnv, loadEnv, onShutdown } from '@bakeloop/runtime';
import { tracingEnv, tracingOf } from '@bakeloop/runtime/tracing';
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
  PUBLIC_URL: z
    .url()
    .optional()
    .describe(
      'the origin that people type, for example https://bakeloop.example: doors of OIDC_FILE send them back to it',
    ),
  OIDC_FILE: z
    .string()
    .optional()
    .describe(
      'a JSON file with a list of doors (OpenID Connect) of organisations that have one: see the README',
    ),
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
  EMQX_API_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'REST API of the EMQX, for example https://emqx.example:18084, so that a revoked credential ends its connections at once',
    ),
  EMQX_API_USERNAME: z.string().optional().describe('an API key of that EMQX; its secret is EMQX_API_SECRET'),
  EMQX_API_SECRET: z.string().optional(),
  CONNECTIONS_OF_ADDRESS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(500)
    .describe('live connections that one address may have open'),
  RECEIPT_KEY: z
    .string()
    .optional()
    .describe(
      'private key that signs receipts (Ed25519, PKCS #8 PEM), for example from RECEIPT_KEY_FILE; without it the database keeps one',
    ),
  PHOTOS_DIR: z
    .string()
    .min(1)
    .optional()
    .describe('the folder that photos are kept in; without it none is taken'),
  SECURITY_CONTACT: z
    .url({ protocol: /^(mailto|https)$/ })
    .optional()
    .describe('whom to tell of a hole, in /.well-known/security.txt: mailto: or https:'),
  ALARM_SECONDS: z.coerce
    .number()
    .min(0.1)
    .max(60)
    .default(5)
    .describe('how often it is looked whether an alarm is to be raised'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe(
      'mail server for alarms and reports, for example smtps://user:password@mail.example, best from SMTP_URL_FILE; without it no e-mail is sent',
    ),
  MAIL_FROM: z
    .string()
    .min(3)
    .max(200)
    .default('Bakeloop <bakeloop@localhost>')
    .describe('from whom alarms and reports come by e-mail'),
  VAPID_PUBLIC_KEY: z
    .string()
    .regex(/^[\w-]{87}$/)
    .optional()
    .describe('what push services know the platform by; without it the database keeps a pair'),
  VAPID_PRIVATE_KEY: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional()
    .describe('that belongs to VAPID_PUBLIC_KEY, for example from VAPID_PRIVATE_KEY_FILE'),
  WEBHOOKS_TO_LOOPBACK: z
    .stringbool()
    .default(false)
    .describe(
      'true: webhooks to this very machine are sent, also by plain http; no other private address ever is',
    ),
  ...fleetEnv,
  ...healthEnv,
  ...linesEnv,
  ...tracingEnv,
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

/** @throws Error that says what is wrong with the file */
async function readDoors(path: string): Promise<ExternalDoor[]> {
  const text = await readFile(path, 'utf8');
  const read = z.array(externalDoor).safeParse(JSON.parse(text));
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path: where, message }) => `${where.join('.')}: ${message}`);
  throw new Error(`OIDC_FILE ${path} is not what it should be: ${faults.join('; ')}`);
}

/** @throws Error where one of the pair is missing */
function pushKeysOf(publicKey: string | undefined, privateKey: string | undefined) {
  if (publicKey === undefined && privateKey === undefined) return undefined;
  if (publicKey === undefined || privateKey === undefined)
    throw new Error('VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY are a pair: set both, or none.');
  return { publicKey, privateKey };
}

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
    doors: env.OIDC_FILE === undefined ? [] : await readDoors(env.OIDC_FILE),
    publicUrl: env.PUBLIC_URL?.replace(/\/$/, ''),
    health: env.HEALTH_PORT === undefined ? undefined : { host: env.HEALTH_HOST, port: env.HEALTH_PORT },
    kitchenCredentials: env.KITCHEN_CREDENTIALS,
    brokerHookSecret: env.BROKER_HOOK_SECRET,
    dynsec:
      env.DYNSEC_USERNAME === undefined
        ? undefined
        : { username: env.DYNSEC_USERNAME, password: env.DYNSEC_PASSWORD ?? '' },
    emqx:
      env.EMQX_API_URL === undefined
        ? undefined
        : { url: env.EMQX_API_URL, key: env.EMQX_API_USERNAME ?? '', secret: env.EMQX_API_SECRET ?? '' },
    connectionsOfAddress: env.CONNECTIONS_OF_ADDRESS,
    securityContact: env.SECURITY_CONTACT,
    tracing: tracingOf(env),
    receiptKey: env.RECEIPT_KEY,
    photos: env.PHOTOS_DIR === undefined ? undefined : { directory: env.PHOTOS_DIR },
    alarmSeconds: env.ALARM_SECONDS,
    mail: env.SMTP_URL === undefined ? undefined : { smtpUrl: env.SMTP_URL, from: env.MAIL_FROM },
    pushKeys: pushKeysOf(env.VAPID_PUBLIC_KEY, env.VAPID_PRIVATE_KEY),
    webhooksToLoopback: env.WEBHOOKS_TO_LOOPBACK,
    logLevel: env.LOG_LEVEL,
  });
  onShutdown(() => api.stop());
  process.stdout.write(`Bakeloop answers at ${api.url}\n`);
  // Whoever started this program with a channel says it where people look; else it would lie about in a log.
  if (process.send) process.send({ firstAdminSecret: api.firstAdminSecret });
  else if (api.firstAdminSecret !== null)
    process.stdout.write(
      `Nobody is an admin yet. Whoever opens this becomes the first, within a day and once: ${api.url}/link#${api.firstAdminSecret}\n`,
    );
} catch (error) {
  const known = error instanceof ConfigError || error instanceof Error;
  process.stderr.write(`${known ? error.message : String(error)}\n`);
  process.exit(1);
}
