import {
  LOSS_FATES,
  LOSS_REASONS,
  LOT_FORMS,
  MATERIALS,
  ORIGINS,
  OUTPUT_KINDS,
  PROCESS_STEPS,
  SOURCE_TYPES,
  STAGES,
  type KitchenEvent,
} from '@bakeloop/domain';
import { z } from 'zod';
import { unstorable } from './json-guard.js';
import { isTimeZone } from './presence.js';

/** 1,000 t in grams: more than any kitchen weighs at once, so a larger number is a slip of the unit. */
const MAX_GRAMS = 1_000_000_000;
const grams = z
  .int('masses are whole grams: 12.5 kg is 12500')
  .min(0, 'a mass is never below zero')
  .max(MAX_GRAMS, 'a mass is at most 1,000 t: is it in grams?')
  .describe('mass, integer grams');
/** 1,000 m3: a washing line recirculates less in a day, so a larger number is in millilitres or a slip. */
const MAX_LITRES = 1_000_000;
const litres = z
  .number('water is in litres')
  .min(0, 'water is never below zero')
  .max(MAX_LITRES, 'the water of a step is at most 1,000,000 L, a thousand cubic metres: is it in litres?')
  .describe('water, litres');
/** Of any currency more than a kitchen pays at once, and small enough that the sums of all payments stay exact. */
const MAX_MINOR = 1_000_000_000_000;
const pieces = z.int().min(0).max(10_000_000);
const name = z.string().min(1).max(80);
const lotId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9\-_.:]{0,63}$/, 'an id is at most 64 characters of A-Z a-z 0-9 - _ . :');
const moisture = 'a moisture is 0 to 1000 per mille; 50 is 5 %';
const permille = z.int(moisture).min(0, moisture).max(1000, moisture);
const lonLat = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
const money = z.object({
  minor: z
    .int('money is whole minor units: 12.50 euro is 1250')
    .min(0, 'money paid is never below zero')
    .max(
      MAX_MINOR,
      'a payment is at most 1,000,000,000,000 minor units, more than a kitchen pays at once: check the zeros',
    ),
  currency: z
    .string('money needs its currency, for example KES')
    .regex(/^[A-Z]{3}$/, 'a currency is its ISO 4217 code in capitals, for example KES'),
});
const minutes = z.number().min(0).max(525_600);
const note = z.string().max(2_000);
/** Photos of one event: every side of a pile, and what one phone sends in an evening. */
const MAX_PHOTOS = 20;
const photos = z
  .array(z.string().regex(/^[0-9a-f]{64}$/, 'a photo is named by the SHA-256 of its bytes, 64 digits of hex'))
  .max(MAX_PHOTOS, `an event names at most ${MAX_PHOTOS} photos`)
  .optional()
  .describe('SHA-256 of each photo, hex; they come apart from the event and after it (E8)');

/** `data` of each event type. Unknown fields are kept, not refused (contract section 6). */
export const eventData = {
  'intake.recorded': z
    .looseObject({
      lotId,
      sourceType: z.enum(SOURCE_TYPES),
      supplier: name.optional().describe('pseudonym, never a name'),
      originPoint: lonLat.optional(),
      polymer: name.optional(),
      grossGrams: grams,
      tareGrams: grams,
      moisturePermille: permille.optional(),
      scaleId: lotId.optional(),
      price: money.optional().describe('paid for the whole delivery'),
      kilometres: z.number().min(0).max(50_000).optional().describe('driven to the kitchen'),
      photos,
    })
    .refine((intake) => intake.tareGrams <= intake.grossGrams, {
      message: 'the tare weighs more than the gross',
      path: ['tareGrams'],
    }),
  'lot.processed': z.looseObject({
    step: z.enum(PROCESS_STEPS),
    inputs: z.array(z.looseObject({ lotId, grams })).max(200),
    outputs: z
      .array(
        z.looseObject({
          lotId,
          polymer: name,
          form: z.enum(LOT_FORMS),
          grams,
          moisturePermille: permille.optional(),
        }),
      )
      .max(200),
    losses: z
      .array(z.looseObject({ reason: z.enum(LOSS_REASONS), grams, fate: z.enum(LOSS_FATES) }))
      .max(200),
    litresFresh: litres.optional(),
    litresReused: litres.optional(),
    scaleId: lotId.optional().describe('the scale of all its weighings'),
  }),
  'batch.started': z.looseObject({
    recipeId: name,
    recipeVersion: z.int().min(0),
    machine: name,
    plannedMinutes: minutes.optional(),
    productCode: name.optional(),
  }),
  'batch.input': z.looseObject({
    lotId: lotId.optional(),
    material: z.enum(MATERIALS),
    polymer: name.optional(),
    origin: z.enum(ORIGINS),
    grams,
    scaleId: lotId.optional(),
  }),
  'batch.stage': z.looseObject({
    stage: z.enum(STAGES),
    edge: z.enum(['start', 'end']),
    machine: name.optional(),
  }),
  'batch.output': z.looseObject({
    kind: z.enum(OUTPUT_KINDS),
    lotId: lotId.optional(),
    productCode: name.optional(),
    pieces: pieces.optional(),
    grams,
    scaleId: lotId.optional(),
    photos,
  }),
  'batch.qc': z.looseObject({
    test: name,
    standard: name.optional(),
    value: z.number().optional(),
    unit: z.string().max(16).optional(),
    pass: z.boolean(),
    sampleSize: pieces,
    specimenAgeDays: z.number().min(0).optional(),
    rejectedPieces: pieces.optional(),
    rejectedGrams: grams.optional(),
    photos,
  }),
  'batch.finished': z.looseObject({ goodPieces: pieces.optional(), note: note.optional(), photos }),
  'dispatch.recorded': z.looseObject({
    lotId,
    productCode: name,
    pieces,
    grams,
    project: name.optional(),
    destination: lonLat.optional(),
    kilometres: z.number().min(0).max(50_000).optional(),
    photos,
  }),
  'return.recorded': z.looseObject({
    productCode: name,
    pieces,
    grams,
    condition: z.enum(['reuse', 'recycle', 'waste']),
  }),
  'kitchen.moved': z.looseObject({
    position: lonLat,
    place: name,
    country: z.string().regex(/^[A-Z]{2}$/, 'a country is its ISO 3166-1 code in capitals, for example KE'),
    timeZone: z.string().refine(isTimeZone, 'not an IANA time zone, for example Africa/Nairobi'),
  }),
  'scale.calibrated': z.looseObject({
    scaleId: lotId,
    referenceGrams: grams,
    readGrams: grams,
    uncertaintyGrams: grams,
  }),
  'labour.recorded': z.looseObject({
    people: z.int().min(1).max(10_000),
    minutes,
    kind: z.enum(['work', 'training']),
    paid: money.optional(),
    note: note.optional().describe('what the next shift has to know'),
  }),
  'maintenance.recorded': z.looseObject({ machine: name, task: name, note: note.optional() }),
  'incident.recorded': z.looseObject({
    kind: z.enum(['pvc-found', 'fume', 'fire', 'injury', 'emergency-stop', 'spill', 'other']),
    severity: z.int().min(1).max(4),
    lostTime: z.boolean().optional(),
    note: note.optional(),
    photos,
  }),
  'event.voided': z.looseObject({}),
} as const;

const envelope = {
  id: z.uuid().toLowerCase().describe('minted once on the device; the idempotency key (E1)'),
  time: z.iso
    .datetime({
      offset: true,
      error: 'a time is RFC 3339 with its offset, for example 2026-03-02T13:58:00+03:00',
    })
    .describe('RFC 3339 with offset (E4)'),
  actor: z.string().min(1).max(80).optional(),
  batchId: lotId.optional(),
  supersedes: z
    .uuid()
    .toLowerCase()
    .optional()
    .describe('the earlier event that this one corrects or voids (E2)'),
  reason: z.string().min(1).max(500).optional(),
  clockOffsetMs: z
    .int()
    .optional()
    .describe('what a device that knows its clock to be wrong added to it to give `time`, ms'),
};
type EventTypeName = keyof typeof eventData;
const BATCH_TYPES: readonly EventTypeName[] = [
  'batch.started',
  'batch.input',
  'batch.stage',
  'batch.output',
  'batch.qc',
  'batch.finished',
];

function eventOf<T extends EventTypeName>(type: T) {
  return z
    .looseObject({ ...envelope, type: z.literal(type), data: eventData[type] })
    .refine((event) => !BATCH_TYPES.includes(type) || event['batchId'] !== undefined, {
      message: `${type} needs a batchId`,
      path: ['batchId'],
    })
    .refine((event) => type !== 'event.voided' || event['supersedes'] !== undefined, {
      message: 'event.voided needs supersedes: the id of the event it cancels',
      path: ['supersedes'],
    })
    .refine((event) => event['supersedes'] === undefined || event['reason'] !== undefined, {
      message: 'a correction needs a reason',
      path: ['reason'],
    });
}

/** Any event of the batch log, told apart by `type`. */
export const kitchenEvent = z.discriminatedUnion('type', [
  eventOf('intake.recorded'),
  eventOf('lot.processed'),
  eventOf('batch.started'),
  eventOf('batch.input'),
  eventOf('batch.stage'),
  eventOf('batch.output'),
  eventOf('batch.qc'),
  eventOf('batch.finished'),
  eventOf('dispatch.recorded'),
  eventOf('return.recorded'),
  eventOf('kitchen.moved'),
  eventOf('scale.calibrated'),
  eventOf('labour.recorded'),
  eventOf('maintenance.recorded'),
  eventOf('incident.recorded'),
  eventOf('event.voided'),
]);

export const EVENT_TYPES = Object.keys(eventData) as EventTypeName[];

/**
 * Why one event of a pack or a request is refused: a code that stays, so that who shows it says it in their own language.
 * `database`: the database cannot hold what stands in it.
 */
export const EVENT_REFUSALS = ['schema', 'unknown_type', 'clock_skew', 'id_reused', 'database'] as const;
export type EventRefusal = (typeof EVENT_REFUSALS)[number];

export type EventOutcome =
  { ok: true; event: KitchenEvent } | { ok: false; reason: 'schema' | 'unknown_type'; detail: string };

/** Checks one event of a pack or a request; the reason says what a person should mend (contract section 6). */
export function parseEvent(input: unknown): EventOutcome {
  const type = (input as { type?: unknown } | null)?.type;
  if (typeof type === 'string' && !EVENT_TYPES.some((known) => known === type))
    return { ok: false, reason: 'unknown_type', detail: `event type "${type.slice(0, 80)}" is not known` };
  const cannot = unstorable(input);
  if (cannot) return { ok: false, reason: 'schema', detail: cannot };
  const parsed = kitchenEvent.safeParse(input);
  if (parsed.success) return { ok: true, event: parsed.data as KitchenEvent };
  return { ok: false, reason: 'schema', detail: z.prettifyError(parsed.error) };
}
