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
const grams = z.int().min(0).max(MAX_GRAMS).describe('mass, integer grams');
const pieces = z.int().min(0).max(10_000_000);
const name = z.string().min(1).max(80);
const lotId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9\-_.:]{0,63}$/, 'an id is at most 64 characters of A-Z a-z 0-9 - _ . :');
const permille = z.int().min(0).max(1000);
const lonLat = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
const money = z.object({ minor: z.int().min(0), currency: z.string().regex(/^[A-Z]{3}$/) });
const minutes = z.number().min(0).max(525_600);
const note = z.string().max(2_000);

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
      price: money.optional(),
      photos: z
        .array(z.string().regex(/^[0-9a-f]{64}$/))
        .max(20)
        .optional(),
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
    litresFresh: z.number().min(0).optional(),
    litresReused: z.number().min(0).optional(),
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
  }),
  'batch.finished': z.looseObject({ goodPieces: pieces.optional(), note: note.optional() }),
  'dispatch.recorded': z.looseObject({
    lotId,
    productCode: name,
    pieces,
    grams,
    project: name.optional(),
    destination: lonLat.optional(),
    kilometres: z.number().min(0).max(50_000).optional(),
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
    country: z.string().regex(/^[A-Z]{2}$/),
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
  }),
  'maintenance.recorded': z.looseObject({ machine: name, task: name, note: note.optional() }),
  'incident.recorded': z.looseObject({
    kind: z.enum(['pvc-found', 'fume', 'fire', 'injury', 'emergency-stop', 'spill', 'other']),
    severity: z.int().min(1).max(4),
    lostTime: z.boolean().optional(),
    note: note.optional(),
  }),
  'event.voided': z.looseObject({}),
} as const;

const envelope = {
  id: z.uuid().toLowerCase().describe('minted once on the device; the idempotency key (E1)'),
  time: z.iso.datetime({ offset: true }).describe('RFC 3339 with offset (E4)'),
  actor: z.string().min(1).max(80).optional(),
  batchId: lotId.optional(),
  supersedes: z
    .uuid()
    .toLowerCase()
    .optional()
    .describe('the earlier event that this one corrects or voids (E2)'),
  reason: z.string().min(1).max(500).optional(),
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
