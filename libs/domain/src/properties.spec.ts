import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { reduceBatch, type BatchState } from './batch.js';
import { batchContribution, contributions, eventContribution } from './contributions.js';
import { resolveEvents } from './correction.js';
import {
  LOSS_REASONS,
  LOT_FORMS,
  MATERIALS,
  ORIGINS,
  OUTPUT_KINDS,
  PROCESS_STEPS,
  STAGES,
  type KitchenEvent,
} from './events.js';
import { batchMetrics } from './metrics/batch-metrics.js';
import { recycledGramsOf } from './recycled.js';
import { eventsBearingOn } from './refs.js';
import { addTotals, TOTAL_FIELDS, zeroTotals, type Contribution, type Totals } from './totals.js';

const grams = fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.constantFrom(0, 1, 1_000_000_000));
const lotId = fc.constantFrom('L1', 'L2', 'L3', 'L4', 'L5', 'L6');
const batchId = fc.constantFrom('B1', 'B2', 'B3');
const machine = fc.constantFrom('m1', 'm2');
const pieces = fc.integer({ min: 0, max: 20 });
const permille = fc.integer({ min: 0, max: 1000 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const intake = fc
  .record({ lotId, tareGrams: grams, netGrams: grams, moisturePermille: maybe(permille) })
  .map(({ lotId, tareGrams, netGrams, moisturePermille }) => ({
    type: 'intake.recorded' as const,
    data: {
      lotId,
      sourceType: 'other' as const,
      grossGrams: tareGrams + netGrams,
      tareGrams,
      moisturePermille,
    },
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
      fc.record({ reason: fc.constantFrom(...LOSS_REASONS), grams, fate: fc.constant('landfill' as const) }),
      { maxLength: 2 },
    ),
  })
  .map((data) => ({ type: 'lot.processed' as const, data }));
const dispatched = fc
  .record({ lotId, productCode: fc.constant('p'), pieces, grams })
  .map((data) => ({ type: 'dispatch.recorded' as const, data }));
const voided = fc.constant({ type: 'event.voided' as const, data: {} });

const started = fc
  .record({
    recipeId: fc.constantFrom('r1', 'r2'),
    recipeVersion: pieces,
    machine,
    plannedMinutes: maybe(pieces),
  })
  .map((data) => ({ type: 'batch.started' as const, data }));
const input = fc
  .record({
    lotId: maybe(lotId),
    material: fc.constantFrom(...MATERIALS),
    polymer: maybe(fc.constantFrom('HDPE', 'PP')),
    origin: fc.constantFrom(...ORIGINS),
    grams,
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
  .record({ kind: fc.constantFrom(...OUTPUT_KINDS), lotId: maybe(lotId), pieces: maybe(pieces), grams })
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
  fc.tuple(fc.oneof(intake, processed, dispatched), fc.constant(undefined)),
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
const plainLog: fc.Arbitrary<KitchenEvent[]> = fc
  .array(fc.tuple(fact, time), { maxLength: 40 })
  .map((facts) => logOf(facts.map(([[body, batchId], time]) => ({ body, batchId, time }))));

/** The same with corrections and voids of anything: of later events, of corrections, of itself, of what never came. */
const anyLog: fc.Arbitrary<KitchenEvent[]> = fc
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
function delivered(events: KitchenEvent[]): fc.Arbitrary<KitchenEvent[]> {
  return fc
    .tuple(
      fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
      fc.subarray(events),
    )
    .map(([shuffled, again]) => [...again, ...shuffled, ...again].map((event) => structuredClone(event)));
}

const BATCHES = ['B1', 'B2', 'B3'];
const options = { timeZone: 'Africa/Nairobi', energyWh: (id: string) => (id === 'B1' ? 1234.5 : null) };
const runs = { numRuns: 300 };

const states = (events: readonly KitchenEvent[]) => BATCHES.map((id) => reduceBatch(id, events));
const sum = (parts: readonly Contribution[]): Totals =>
  parts.reduce((total, part) => addTotals(total, part.totals), zeroTotals());

/** Every number in a value, with its path. */
function numbersIn(value: unknown, path = ''): [string, number][] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => numbersIn(part, `${path}.${key}`));
}
function scaled<T>(value: T, factor: number): T {
  if (Array.isArray(value)) return value.map((part: unknown) => scaled(part, factor)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]: [string, unknown]) => [
      key,
      typeof part === 'number' && /grams$/i.test(key) ? part * factor : scaled(part, factor),
    ]),
  ) as T;
}

describe('for any log', () => {
  it('any order and any repetition give the same state and the same totals (E3)', () => {
    fc.assert(
      fc.property(
        anyLog.chain((events) => fc.tuple(fc.constant(events), delivered(events))),
        ([events, again]) => {
          expect(states(again)).toEqual(states(events));
          expect(contributions(again, options)).toEqual(contributions(events, options));
        },
      ),
      runs,
    );
  });

  it('nothing throws, and every number is finite, totals and masses whole', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        for (const part of contributions(events, options)) {
          expect(part.day).toMatch(/^2026-03-\d\d$/);
          for (const [field, value] of Object.entries(part.totals)) {
            expect([field, Number.isInteger(value)]).toEqual([field, true]);
            if (field !== 'unaccountedGrams') expect(value).toBeGreaterThanOrEqual(0);
          }
        }
        for (const state of states(events)) {
          if (state === null) continue;
          const { provenance: _exact, feedstock: _unrounded, ...shown } = state;
          for (const [path, value] of numbersIn(shown)) {
            expect([path, Number.isFinite(value)]).toEqual([path, true]);
            if (/grams$/i.test(path)) expect([path, Number.isInteger(value)]).toEqual([path, true]);
          }
          for (const { value, reason } of batchMetrics(state, { wattHours: 7 })) {
            if (value === null) expect(reason).toMatch(/\w/);
            else expect(Number.isFinite(value)).toBe(true);
          }
        }
      }),
      runs,
    );
  });

  it('every gram fed is good, regrind, purge, residue, rejected or unaccounted', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        for (const state of states(events)) {
          if (state === null) continue;
          const parts =
            state.goodGrams +
            state.regrindGrams +
            state.purgeGrams +
            state.residueGrams +
            state.rejectedGrams +
            state.unaccountedGrams;
          expect(parts).toBe(state.feedGrams);
          const shown = state.balance.outputs.reduce((total, flow) => total + flow.grams, 0);
          expect(shown + state.unaccountedGrams).toBe(state.feedGrams);
          for (const { grams } of state.balance.outputs) expect(grams).toBeGreaterThanOrEqual(0);
        }
      }),
      runs,
    );
  });

  it('no more is diverted than recycled flake was fed', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        for (const state of states(events)) {
          if (state === null) continue;
          const fed = state.inputs
            .filter(({ material, origin }) => material === 'flake' && /consumer/.test(origin))
            .reduce((total, { grams }) => total + grams, 0);
          expect(recycledGramsOf(state) ?? 0).toBeLessThanOrEqual(fed);
        }
      }),
      runs,
    );
  });

  it('the batches of a kitchen never share more than what was delivered', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        let delivered = 0;
        for (const event of resolveEvents(events).effective)
          if (event.type === 'intake.recorded') delivered += event.data.grossGrams;
        const shared = states(events).reduce(
          (total, state) => total + (state?.provenance.grossGrams ?? 0),
          0,
        );
        expect(shared).toBeLessThanOrEqual(delivered * (1 + 1e-9));
      }),
      runs,
    );
  });

  it('only the events that bear on a batch change it', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        for (const id of BATCHES)
          expect(reduceBatch(id, eventsBearingOn(id, events))).toEqual(reduceBatch(id, events));
      }),
      runs,
    );
  });

  it('the full recomputation equals the sum of its parts, reckoned one by one', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        const parts: (Contribution | null)[] = [
          ...resolveEvents(events).effective.map((event) => eventContribution(event, options.timeZone)),
          ...BATCHES.map((id) =>
            batchContribution(
              reduceBatch(id, eventsBearingOn(id, events)),
              options.energyWh(id),
              options.timeZone,
            ),
          ),
        ];
        const bySubject = parts
          .filter((part) => part !== null)
          .sort((left, right) => (left.subject < right.subject ? -1 : 1));
        expect(contributions(events, options)).toEqual(bySubject);
      }),
      runs,
    );
  });

  it('two kitchens together add up to the sum of each', () => {
    fc.assert(
      fc.property(anyLog, anyLog, (one, other) => {
        // The other kitchen's lots, batches and ids are its own.
        const away = JSON.parse(
          JSON.stringify(other).replace(/"([LBe]-?\d+)"/g, '"away-$1"'),
        ) as KitchenEvent[];
        const energy = { ...options, energyWh: () => null };
        const apart = addTotals(sum(contributions(one, energy)), sum(contributions(away, energy)));
        expect(sum(contributions([...one, ...away], energy))).toEqual(apart);
      }),
      runs,
    );
  });
});

describe('for any log without corrections', () => {
  it('a void undoes an event wholly', () => {
    fc.assert(
      fc.property(plainLog, fc.nat(), (events, pick) => {
        const target = events[pick % Math.max(1, events.length)];
        if (target === undefined) return;
        const undone: KitchenEvent = {
          id: 'v',
          type: 'event.voided',
          time: target.time,
          batchId: target.batchId,
          supersedes: target.id,
          reason: 'wrong',
          data: {},
        };
        const without = events.filter((event) => event !== target);
        expect(states([...events, undone])).toEqual(states(without));
        expect(contributions([...events, undone], options)).toEqual(contributions(without, options));
      }),
      runs,
    );
  });

  it('a correction equals having logged it right in the first place', () => {
    fc.assert(
      fc.property(plainLog, plainLog, fc.nat(), (events, others, pick) => {
        const index = pick % Math.max(1, events.length);
        const wrong = events[index];
        const right = others[0];
        if (wrong === undefined || right === undefined) return;
        const correction = { ...right, id: 'e-right', supersedes: wrong.id, reason: 'wrong' } as KitchenEvent;
        const rightAtOnce = events.with(index, { ...right, id: 'e-right' } as KitchenEvent);
        expect(states([...events, correction])).toEqual(states(rightAtOnce));
        expect(contributions([...events, correction], options)).toEqual(contributions(rightAtOnce, options));
      }),
      runs,
    );
  });

  it('twice the mass gives twice the masses and the same ratios', () => {
    fc.assert(
      fc.property(plainLog, fc.integer({ min: 2, max: 9 }), (events, factor) => {
        const bigger = scaled(events, factor);
        const metricsOf = (state: BatchState | null) =>
          state === null
            ? []
            : batchMetrics(state, { reason: 'no meter' }).filter(
                ({ unit, value }) => unit === '1' && value !== null,
              );
        for (const id of BATCHES) {
          const [small, big] = [reduceBatch(id, events), reduceBatch(id, bigger)];
          expect(big?.feedGrams).toBe(small === null ? undefined : small.feedGrams * factor);
          expect(big?.goodGrams).toBe(small === null ? undefined : small.goodGrams * factor);
          expect(big?.unaccountedGrams).toBe(
            small === null ? undefined : small.unaccountedGrams * factor || 0,
          );
          const ratios = metricsOf(big);
          expect(ratios.map(({ id: metric }) => metric)).toEqual(
            metricsOf(small).map(({ id: metric }) => metric),
          );
          metricsOf(small).forEach(({ value }, index) => {
            const other = ratios[index]?.value ?? Number.NaN;
            expect(Math.abs(other - (value ?? 0))).toBeLessThanOrEqual(
              1e-9 * Math.max(1, Math.abs(value ?? 0)),
            );
          });
        }
      }),
      runs,
    );
  });
});

it('every field of the totals is filled by some subject', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(anyLog, (events) => {
      for (const { totals } of contributions(events, options))
        for (const field of Object.keys(totals)) seen.add(field);
    }),
    runs,
  );
  expect([...seen].sort()).toEqual([...TOTAL_FIELDS].sort());
});
