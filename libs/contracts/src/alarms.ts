import { ALARM_KINDS, ALARM_SEVERITIES, type AlarmRule } from '@bakeloop/domain';
import { z } from 'zod';
import { instant, kitchenId } from './api.js';
import { isTimeZone } from './presence.js';
import { plainText } from './route.js';

/** Alarms: what is on, the rules, who is told and how. */

export const alarmKind = z.enum(ALARM_KINDS);
export const alarmSeverity = z.enum(ALARM_SEVERITIES);
export const ALARM_STATES = ['open', 'active', 'unseen', 'acknowledged', 'cleared', 'closed'] as const;
export const alarmState = z
  .enum(ALARM_STATES)
  .describe(
    'unseen: active and not acknowledged; acknowledged: active and acknowledged; cleared: over and not acknowledged; closed: over and acknowledged; open: all but closed; active: whether acknowledged or not',
  );

/** A year: whoever silences for longer means a rule to be off. */
const MOST_SILENCE_DAYS = 366;
/** Rooms for a sentence or two. */
const words = (most: number) =>
  plainText(most).refine((text) => text.trim().length >= 3, 'at least three characters');
const note = words(500);

export const alarm = z.object({
  id: z.uuid(),
  kitchenId: kitchenId.nullable().describe('null: of the platform itself'),
  kitchenName: z.string().nullable(),
  timeZone: z.string().nullable().describe('IANA, of the kitchen'),
  kind: alarmKind,
  subject: z.string().describe('for example channel:extruder-1/barrel-1-temperature, batch:B-1 or kitchen'),
  severity: alarmSeverity,
  title: z.string().describe('what it is, in a few words'),
  text: z.string().describe('what was seen, in a sentence'),
  ruleKey: z.string(),
  data: z
    .record(z.string(), z.union([z.string(), z.number(), z.null()]))
    .describe('what was seen, in numbers'),
  since: instant,
  raisedAt: instant.describe('when it was noticed'),
  clearedAt: instant.nullable(),
  occurrences: z.int().describe('how often it came on since it was last closed'),
  detectedLate: z.boolean().describe('known only from data that came too late: told to nobody'),
  acknowledgedAt: instant.nullable(),
  acknowledgedBy: z.string().nullable(),
  assignee: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  silencedUntil: instant.nullable(),
  changedAt: instant,
});
export type AlarmView = z.infer<typeof alarm>;

export const alarmEntry = z.object({
  at: instant,
  what: z.enum([
    'raised',
    'detected-late',
    'again',
    'worse',
    'cleared',
    'acknowledged',
    'assigned',
    'commented',
    'silenced',
  ]),
  by: z.string().nullable().describe('null: the platform, or somebody who was forgotten'),
  data: z.record(z.string(), z.unknown()).nullable(),
});
export const MUTES = ['silenced', 'moving', 'maintenance'] as const;
export const alarmDetail = alarm.extend({
  mutedBy: z
    .enum(MUTES)
    .nullable()
    .describe('why it is told to nobody at present, while it is on: moving and maintenance the kitchen says'),
  history: z.array(alarmEntry).describe('oldest first'),
});
export type AlarmDetail = z.infer<typeof alarmDetail>;

export const commentAlarm = z.strictObject({ text: plainText(2_000) });
export const assignAlarm = z.strictObject({
  personId: z.uuid().nullable().describe('null: nobody any longer'),
});
const untilSoon = instant.refine(
  (at) => Date.parse(at) <= Date.now() + MOST_SILENCE_DAYS * 86_400_000,
  `a silence ends within ${MOST_SILENCE_DAYS} days: turn the rule off instead`,
);
export const silenceAlarm = z.strictObject({
  until: untilSoon.describe('its end'),
  why: note,
  of: z
    .enum(['subject', 'kind'])
    .default('subject')
    .describe('this subject alone, or every alarm of this kind in the kitchen'),
});
export const silenceKitchen = z.strictObject({
  until: untilSoon.describe('its end'),
  why: note.describe('for example that the kitchen moves, or is worked on'),
});
export const silence = z.object({
  id: z.uuid(),
  kitchenId: kitchenId.nullable(),
  kind: alarmKind.nullable().describe('null: all but those where people can come to harm'),
  subject: z.string().nullable().describe('null: all of the kitchen'),
  until: instant,
  why: z.string(),
  by: z.string().nullable(),
  at: instant,
});
export type SilenceView = z.infer<typeof silence>;

const seconds = (most: number) => z.int().min(0).max(most);
const common = {
  name: words(80),
  severity: alarmSeverity,
  enabled: z.boolean(),
  forSeconds: seconds(86_400).describe('how long it has to last, s'),
  lateAfterSeconds: z
    .int()
    .min(30)
    .max(7 * 86_400)
    .describe('what arrives later is told to nobody, s'),
};
const pattern = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z0-9\-_.:/*]+$/, 'a channel, in which * stands for any part');
const finite = z.number().min(-1e9).max(1e9);
const positive = finite.gt(0, 'is above 0');
export const alarmRule = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('threshold'),
    channels: pattern,
    limit: z.discriminatedUnion('of', [
      z
        .strictObject({ of: z.literal('value'), above: finite.nullable(), below: finite.nullable() })
        .refine(({ above, below }) => above !== null || below !== null, 'a limit above or below, or both')
        .refine(
          ({ above, below }) => above === null || below === null || below < above,
          'the limit below is under the limit above',
        ),
      z.strictObject({ of: z.literal('recipe'), marginCel: finite.min(0) }),
    ]),
    hysteresis: finite.min(0),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('zero-flow'),
    channels: pattern,
    flow: pattern.describe('of the same machine'),
    flowAtMost: finite.min(0),
    risePerMinute: positive,
    overSeconds: z.int().min(10).max(1_800),
    fromValue: finite,
  }),
  z.strictObject({
    ...common,
    kind: z.literal('silence'),
    channels: pattern.nullable(),
    minutes: z.int().min(2).max(20_160),
  }),
  z.strictObject({ ...common, kind: z.literal('closure'), beyond: positive.max(1) }),
  z.strictObject({ ...common, kind: z.literal('calibration'), days: z.int().min(1).max(3_660) }),
  z.strictObject({
    ...common,
    kind: z.literal('filter-hours'),
    task: words(80),
    hours: positive.max(100_000),
  }),
  z.strictObject({ ...common, kind: z.literal('ps-hours'), hours: positive.max(168) }),
  z.strictObject({ ...common, kind: z.literal('dead-letters'), count: z.int().min(0).max(1_000_000) }),
  z.strictObject({ ...common, kind: z.literal('canary'), seconds: z.int().min(10).max(86_400) }),
  z.strictObject({ ...common, kind: z.literal('scale-drift') }),
  z.strictObject({ ...common, kind: z.literal('pvc'), hours: positive.max(720) }),
]) satisfies z.ZodType<AlarmRule>;

export const RULE_KEY = /^[a-z0-9]+(-[a-z0-9]+)*$/;
export const ruleKey = z.string().max(64).regex(RULE_KEY, 'a key is words of a-z 0-9, joined by -');
export const machineName = z
  .string()
  .regex(/^[A-Za-z0-9\-_.:]{1,64}$/, 'a machine is at most 64 characters of A-Z a-z 0-9 - _ . :');
export const placedRule = z.object({
  key: ruleKey,
  kitchenId: kitchenId.nullable().describe('null: everywhere'),
  machine: z.string().nullable().describe('null: every machine'),
  version: z.int(),
  at: instant,
  by: z.string().nullable().describe('null: the defaults, or somebody who was forgotten'),
  note: z.string(),
  rule: alarmRule.nullable().describe('null: withdrawn, what is further away holds'),
  units: z
    .object({ channels: z.string().nullable(), flow: z.string().nullable() })
    .describe('of the channels that it names, as they are stored; null: of none, or not of all the same'),
});
export type PlacedRuleView = z.infer<typeof placedRule>;
export const setAlarmRule = z
  .strictObject({
    kitchenId: kitchenId.nullable().default(null),
    machine: machineName.nullable().default(null),
    version: z.int().min(1).describe('the newest that is there plus one'),
    note: note.describe('why'),
    rule: alarmRule.nullable().describe('null: withdraw what a kitchen or machine has of its own'),
  })
  .refine(({ kitchenId: of, machine }) => machine === null || of !== null, {
    message: 'a machine is one of a kitchen: name it too',
    path: ['machine'],
  })
  .refine(({ kitchenId: of, rule }) => rule !== null || of !== null, {
    message: 'what holds everywhere is not withdrawn: turn it off',
    path: ['rule'],
  });

/** Languages that alarms are told in. */
export const ALARM_LANGUAGES = ['en', 'nl', 'fr', 'sw', 'id', 'pt-BR', 'es', 'ar'] as const;
export type AlarmLanguage = (typeof ALARM_LANGUAGES)[number];
const minute = z.int().min(0).max(1_439);
export const wish = z.strictObject({
  kinds: z.array(alarmKind).min(1).max(ALARM_KINDS.length).nullable().describe('null: all'),
  least: alarmSeverity,
  kitchenIds: z.array(kitchenId).min(1).max(1_000).nullable().describe('null: all whose alarms one may see'),
  quiet: z
    .strictObject({
      from: minute,
      to: minute,
      timeZone: z.string().refine(isTimeZone, 'not an IANA time zone, for example Africa/Nairobi'),
    })
    .nullable()
    .describe('minutes after midnight between which only what is critical is told'),
});
const channelCommon = { name: words(80), language: z.enum(ALARM_LANGUAGES), wish };
const address = z.url().max(2_000);
export const makeAlarmChannel = z.discriminatedUnion('kind', [
  z.strictObject({
    ...channelCommon,
    kind: z.literal('push'),
    target: z.strictObject({
      endpoint: address,
      keys: z.strictObject({
        p256dh: z.string().regex(/^[\w-]{80,100}=*$/),
        auth: z.string().regex(/^[\w-]{20,40}=*$/),
      }),
    }),
  }),
  // To the address of the account: of no other is it known that its owner wants any.
  z.strictObject({ ...channelCommon, kind: z.literal('email') }),
  z.strictObject({ ...channelCommon, kind: z.literal('webhook'), target: z.strictObject({ url: address }) }),
]);
export type MakeAlarmChannel = z.infer<typeof makeAlarmChannel>;
export const changeAlarmChannel = z.strictObject(channelCommon);
export const alarmChannel = z.object({
  id: z.uuid(),
  kind: z.enum(['push', 'email', 'webhook']),
  ...channelCommon,
  leadsTo: z.string().describe('the address, or the host of a push service'),
  createdAt: instant,
  goneAt: instant.nullable().describe('since when the push service knows it no more'),
});
export type AlarmChannelView = z.infer<typeof alarmChannel>;
export const madeAlarmChannel = alarmChannel.extend({
  secret: z.string().nullable().describe('of a webhook, to check signatures with (whsec_…); shown once'),
});
export const delivery = z.object({
  id: z.uuid().describe('the same at each try'),
  channelId: z.uuid(),
  channelName: z.string(),
  alarmId: z.uuid().nullable().describe('null: a test'),
  say: z.enum(['test', 'raised', 'cleared']),
  state: z.enum(['waiting', 'sent', 'failed']),
  tries: z.int(),
  nextAt: instant.nullable().describe('when it is tried again; null: it is over'),
  answer: z.string().nullable().describe('to the last try'),
  createdAt: instant,
  doneAt: instant.nullable(),
});
export type DeliveryView = z.infer<typeof delivery>;
export const alarmWays = z.object({
  email: z.boolean().describe('a mail server is set'),
  pushKey: z.string().describe('public key of the platform for push services, base64url'),
});
