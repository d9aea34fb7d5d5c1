import {
  birth,
  channelName,
  commandId,
  commandState,
  deadLetterAct,
  deadLetterState,
  organisationKind,
  parseEvent,
  PHOTO_CONSENTS,
  photoHash,
  referenceRecord,
  ROLES,
  TRACKED_STREAMS,
} from '@bakeloop/contracts';
import { z } from 'zod';
import { sealed, type SealedKind } from '../sealed-folder.js';

/** The files of an export, line by line. Times are RFC 3339 in UTC, masses grams; readings are CSV, all else NDJSON. */

export const EXPORT: SealedKind = { what: 'export', nothingDone: 'Nothing was brought in.' };

const kitchenId = z.string().regex(/^(?=.{3,32}$)[a-z0-9]+(-[a-z0-9]+)*$/);
const time = z.iso.datetime();
/** Data of commands and meters: what it means is checked by who uses it. */
const json = z.record(z.string(), z.unknown());

export const exportManifest = sealed.extend({
  organisation: z.object({ name: z.string().min(1).max(120), kind: organisationKind }),
  demo: z.boolean().describe('of simulated kitchens'),
  method: z.string().describe('the version of the method that the totals were derived with'),
  kitchens: z.record(
    kitchenId,
    z.object({
      births: z.int().min(0),
      events: z.int().min(0),
      readings: z.int().min(0),
      commands: z.int().min(0),
      hours: z.int().min(0),
      deadLetters: z.int().min(0),
      // An export of a version before photos says nothing of them.
      photos: z.int().min(0).default(0),
      totals: z.record(z.string(), z.string()).describe('sums by quantity, exact'),
      derived: z
        .boolean()
        .describe('nothing of it waited to be derived, so the totals are those of the events'),
    }),
  ),
  people: z.int().min(0),
  references: z.int().min(0),
  leftOut: z.record(z.string(), z.string()).default({}).describe('tables of which nothing is in it, and why'),
});
export type ExportManifest = z.infer<typeof exportManifest>;

/** An export that is read: where it is, and what its manifest says. */
export interface Source {
  folder: string;
  manifest: ExportManifest;
}

export const personLine = z.object({
  // In small letters, as at every other door: one with capitals nobody could sign in with.
  email: z.email().max(200).toLowerCase(),
  name: z.string().max(200),
  role: z.enum(ROLES),
});

export const kitchenLine = z.object({
  id: kitchenId,
  firstSeenAt: time,
  status: z.object({ state: z.enum(['online', 'offline']), session: z.uuid(), at: time }).nullable(),
  readingsFrom: time.nullable().describe('from when on its readings are there; null: since ever'),
});

export const channelLine = z.object({
  name: channelName,
  unit: z.string().nullable(),
  kind: z.enum(['gauge', 'counter']),
  min: z.number().nullable(),
  max: z.number().nullable(),
  intervalSeconds: z.number().nullable(),
});

export const birthLine = z.object({ receivedAt: time, birth });

export const eventLine = z.object({
  receivedAt: time,
  source: z.enum(['mqtt', 'http']),
  loggedBy: z.string().toLowerCase().nullable(),
  sentBy: z.string().toLowerCase().nullable().default(null),
  event: z.unknown().transform((input, check) => {
    const parsed = parseEvent(input);
    if (parsed.ok) return parsed.event;
    check.addIssue({ code: 'custom', message: parsed.detail });
    return z.NEVER;
  }),
});

export const commandLine = z.object({
  id: commandId,
  kind: z.string().min(1).max(64),
  data: json,
  by: z.string(),
  note: z.string(),
  createdAt: time,
  expiresAt: time,
  steps: z.array(
    z.object({
      state: commandState,
      byKitchen: z.boolean(),
      at: z.iso.datetime({ offset: true }),
      deviceAt: z.iso.datetime({ offset: true }).nullable(),
      reason: z.string().nullable(),
      data: json.nullable(),
    }),
  ),
});

export const packsLine = z
  .object({ session: z.uuid(), stream: z.enum(TRACKED_STREAMS), first: z.int().min(1), last: z.int().min(1) })
  .refine(({ first, last }) => first <= last, 'last is before first');

const wattHours = z.int().min(0);
export const metersLine = z.object({
  batchId: z.string(),
  meters: z.union([
    z.object({ reason: z.string() }),
    z.object({
      energyWh: z.object({ grid: wattHours, pv: wattHours, diesel: wattHours }),
      dieselMl: z.int().nullable(),
    }),
  ]),
});

export const photoLine = z.object({
  hash: photoHash.describe('of what the phone sent'),
  eventId: z.uuid(),
  keptHash: photoHash.describe('of the file'),
  bytes: z.int().min(1),
  width: z.int().min(1),
  height: z.int().min(1),
  takenAt: time.nullable(),
  public: z.enum(PHOTO_CONSENTS),
  note: z.string().nullable(),
  reviewedAt: time.nullable(),
  reviewedBy: z.email().toLowerCase().nullable().default(null),
});

export const referenceLine = referenceRecord;

const count = z.int().min(1);
/** Of an export of before, broken after 76 characters. */
const base64 = z
  .string()
  .transform((text) => text.replaceAll('\n', ''))
  .pipe(z.base64());
export const deadLetterLine = z.object({
  topic: z.string(),
  payload: base64,
  position: z.int().min(0).nullable(),
  reason: z.string(),
  detail: z.string(),
  hits: count,
  firstAt: time,
  lastAt: time,
  state: deadLetterState,
  actions: z.array(
    z.object({
      action: deadLetterAct,
      at: z.iso.datetime({ offset: true }),
      by: z.string(),
      note: z.string(),
      outcome: z.string(),
      amended: base64.nullable().default(null),
    }),
  ),
});

/** `channel,time,value,received_at`: a channel's name holds neither comma nor quote. */
export const READINGS_HEADER = 'channel,time,value,received_at';
const number = z.string().regex(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/);
export const readingFields = z.tuple([channelName, time, number.transform(Number), time]);

/** Of hours whose readings are gone. For who reads it: a database makes its sums of readings, so none are brought in. */
export const HOURS_HEADER = 'channel,hour,readings,sum,min,max,first,last';

/** What lies where in an export. */
export const FILES = {
  people: 'people.ndjson',
  references: 'reference.ndjson',
  of: (kitchen: string) => ({
    kitchen: `kitchens/${kitchen}/kitchen.ndjson`,
    channels: `kitchens/${kitchen}/channels.ndjson`,
    births: `kitchens/${kitchen}/births.ndjson`,
    events: `kitchens/${kitchen}/events.ndjson`,
    readings: `kitchens/${kitchen}/readings.csv`,
    hours: `kitchens/${kitchen}/hours.csv`,
    commands: `kitchens/${kitchen}/commands.ndjson`,
    packs: `kitchens/${kitchen}/packs.ndjson`,
    meters: `kitchens/${kitchen}/meters.ndjson`,
    deadLetters: `kitchens/${kitchen}/dead-letters.ndjson`,
  }),
  /** Since there are photos. */
  photosOf: (kitchen: string) => ({
    lines: `kitchens/${kitchen}/photos.ndjson`,
    folder: `kitchens/${kitchen}/photos`,
  }),
  /** Since there are such. @param kitchen null: of the organisation itself */
  belonging: (name: string, kitchen: string | null): string => {
    const file = `${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ndjson`;
    return kitchen === null ? file : `kitchens/${kitchen}/${file}`;
  },
  sponsors: 'sponsors.ndjson',
  allocations: 'allocations.ndjson',
} as const;
