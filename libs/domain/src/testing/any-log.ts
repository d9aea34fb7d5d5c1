import fc from 'fast-check';
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
} from '../log/events.js';

const grams = fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.constantFrom(0, 1, 1_000_000_000));
/** Every batch and every lot that these logs name. */
export const BATCHES = ['B1', 'B2', 'B3'];
export const LOTS = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6'];
const lotId = fc.constantFrom(...LOTS);
const batchId = fc.constantFrom(...BATCHES);
const machine = fc.constantFrom('m1', 'm2');
const pieces = fc.integer({ min: 0, max: 20 });
const permille = fc.integer({ min: 0, max: 1000 });
const scaleId = fc.constantFrom(undefined, 's1', 's2');
const money = fc.record({ minor: pieces, currency: fc.constantFrom('KES', 'GHS', 'ZZZ') });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const intake = fc
  .record({
    lotId,
    sourceType: fc.constantFrom(...SOURCE_TYPES),
    supplier: maybe(fc.constant('s-1')),
    polymer: maybe(fc.constantFrom('HDPE', 'PVC', 'straw')),
    scaleId,
    tareGrams: grams,
    netGrams: grams,
    moisturePermille: maybe(permille),
    kilometres: maybe(pieces),
    price: maybe(money),
  })
  .map(({ netGrams, ...data }) => ({
    type: 'intake.recorded' as const,
    data: { ...data, grossGrams: data.tareGrams + netGrams },
  }));
const processed = fc
  .record({
    step: fc.constantFrom(...PROCESS_STEPS),
    inputs: fc.array(fc.record({ lotId, grams }), { maxLength: 3 }),
    outputs: fc.array(
      fc.record({
        lotId,
        polymer: fc.constantFrom('HDPE', 'PP'),
        form: fc.constantFrom(...LOT_FORMS),
        grams,
        moisturePermille: maybe(permille),
      }),
      { maxLength: 3 },
    ),
    losses: fc.array(
      fc.record({
        reason: fc.constantFrom(...LOSS_REASONS),
        grams,
        fate: fc.constantFrom(...LOSS_FATES),
      }),
      { maxLength: 2 },
    ),
    litresFresh: maybe(pieces),
    litresReused: maybe(pieces),
    scaleId,
  })
  .map((data) => ({ type: 'lot.processed' as const, data }));
const dispatched = fc
  .record({ lotId, productCode: fc.constant('p'), pieces, grams, project: maybe(fc.constant('school')) })
  .map((data) => ({ type: 'dispatch.recorded' as const, data }));
const others = fc.oneof(
  fc
    .record({ productCode: fc.constant('p'), pieces, grams, condition: fc.constantFrom('reuse', 'waste') })
    .map((data) => ({ type: 'return.recorded' as const, data })),
  fc
    .record({
      people: pieces,
      minutes: fc.double({ min: 0, max: 600, noNaN: true }),
      kind: fc.constantFrom('work', 'training'),
      paid: maybe(money),
    })
    .map((data) => ({ type: 'labour.recorded' as const, data })),
  fc
    .record({ kind: fc.constantFrom('fume', 'injury'), severity: pieces, lostTime: maybe(fc.boolean()) })
    .map((data) => ({ type: 'incident.recorded' as const, data })),
  fc
    .record({ machine, task: fc.constant('clean') })
    .map((data) => ({ type: 'maintenance.recorded' as const, data })),
);
const voided = fc.constant({ type: 'event.voided' as const, data: {} });

const started = fc
  .record({
    recipeId: fc.constantFrom('r1', 'r-beam-2m'),
    recipeVersion: pieces,
    machine,
    plannedMinutes: maybe(pieces),
  })
  .map((data) => ({ type: 'batch.started' as const, data }));
const input = fc
  .record({
    lotId: maybe(lotId),
    material: fc.constantFrom(...MATERIALS),
    polymer: maybe(fc.constantFrom('HDPE', 'PP', 'PVC')),
    origin: fc.constantFrom(...ORIGINS),
    grams,
    scaleId,
  })
  .map((data) => ({ type: 'batch.input' as const, data }));
const stage = fc
  .record({
    stage: fc.constantFrom(...STAGES),
    edge: fc.constantFrom('start' as const, 'end' as const),
    machine: maybe(machine),
  })
  .map((data) => ({ type: 'batch.stage' as const, data }));
const output = fc
  .record({
    kind: fc.constantFrom(...OUTPUT_KINDS),
    lotId: maybe(lotId),
    productCode: maybe(fc.constantFrom('p', 'beam-2m')),
    pieces: maybe(pieces),
    grams,
    scaleId,
  })
  .map((data) => ({ type: 'batch.output' as const, data }));
const qc = fc
  .record({
    test: fc.constant('look'),
    pass: fc.boolean(),
    sampleSize: pieces,
    rejectedPieces: maybe(pieces),
    rejectedGrams: maybe(grams),
  })
  .map((data) => ({ type: 'batch.qc' as const, data }));
const finished = fc
  .record({ goodPieces: maybe(pieces) })
  .map((data) => ({ type: 'batch.finished' as const, data }));

const offset = fc.constantFrom('Z', '+03:00', '-02:30');
const time = fc
  .tuple(fc.integer({ min: 0, max: 4_000 }), offset)
  .map(([minutes, zone]) =>
    new Date(Date.UTC(2026, 2, 2) + minutes * 60_000).toISOString().replace('Z', zone),
  );
/** Events of a log without corrections: their ids are set by `logOf`. */
const fact = fc.oneof(
  fc.tuple(fc.oneof(intake, processed, dispatched, others), fc.constant(undefined)),
  fc.tuple(fc.oneof(started, input, stage, output, qc, finished), batchId),
);

interface Shape {
  body: { type: KitchenEvent['type']; data: object };
  batchId: string | undefined;
  time: string;
  supersedes?: number | undefined;
}
function logOf(shapes: readonly Shape[]): KitchenEvent[] {
  return shapes.map(({ body, batchId, time, supersedes }, index) => {
    const event = { id: `e${index}`, time, ...body, ...(batchId === undefined ? {} : { batchId }) };
    return (
      supersedes === undefined ? event : { ...event, supersedes: `e${supersedes}`, reason: 'wrong' }
    ) as KitchenEvent;
  });
}

/** A schema-valid log of anything at all, without corrections. Times may tie; lots and batches collide on purpose. */
export const plainLog: fc.Arbitrary<KitchenEvent[]> = fc
  .array(fc.tuple(fact, time), { maxLength: 40 })
  .map((facts) => logOf(facts.map(([[body, batchId], time]) => ({ body, batchId, time }))));

/** The same with corrections and voids of anything: of later events, of corrections, of itself, of what never came. */
export const anyLog: fc.Arbitrary<KitchenEvent[]> = fc
  .array(
    fc.tuple(
      fc.oneof({ weight: 6, arbitrary: fact }, { weight: 1, arbitrary: fc.tuple(voided, maybe(batchId)) }),
      time,
      fc.option(fc.integer({ min: 0, max: 45 }), { nil: undefined, freq: 2 }),
    ),
    { maxLength: 40 },
  )
  .map((facts) =>
    logOf(
      facts.map(([[body, batchId], time, target], index) => ({
        body,
        batchId,
        time,
        supersedes: target ?? (body.type === 'event.voided' ? index - 1 : undefined),
      })),
    ),
  );

/** The same events in another order, some of them several times. */
export function delivered(events: KitchenEvent[]): fc.Arbitrary<KitchenEvent[]> {
  return fc
    .tuple(
      fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
      fc.subarray(events),
    )
    .map(([shuffled, again]) => [...again, ...shuffled, ...again].map((event) => structuredClone(event)));
}

/** The same with every mass times a factor. */
export function scaled<T>(value: T, factor: number): T {
  if (Array.isArray(value)) return value.map((part: unknown) => scaled(part, factor)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]: [string, unknown]) => [
      key,
      typeof part === 'number' && /grams$/i.test(key) ? part * factor : scaled(part, factor),
    ]),
  ) as T;
}
