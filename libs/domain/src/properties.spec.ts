import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { reduceBatch } from './batch/batch.js';
import { recycledGramsOf } from './batch/recycled.js';
import { addAmounts, type Amounts } from './amounts/amounts.js';
import { batchContribution } from './ledger/batch-contribution.js';
import type { BatchMeters, KitchenContext } from './kitchen/context.js';
import type { Contribution } from './ledger/contribution.js';
import { deriveKitchen } from './ledger/derive.js';
import { eventContribution } from './ledger/event-contribution.js';
import { balanceOf, flowsOf } from './ledger/period.js';
import { resolveEvents } from './log/correction.js';
import type { KitchenEvent } from './log/events.js';
import { eventsBearingOn } from './log/refs.js';
import type { Flows } from './lineage/flows.js';
import { lineageOf } from './lineage/lineage.js';
import { METRICS } from './metrics/metrics.js';
import { SEED_REFERENCE } from './reference/seeds/seed-reference.js';
import { anyLog, BATCHES, delivered, LOTS, plainLog, scaled } from './testing/any-log.js';

const CONTEXT: KitchenContext = {
  kitchenId: 'ke-nbo-01',
  places: [
    { since: null, country: 'KE', timeZone: 'Africa/Nairobi', position: [36.8, -1.3] },
    { since: '2026-03-03T12:00:00Z', country: 'GH', timeZone: 'Africa/Accra', position: [-0.2, 5.6] },
  ],
  calibrations: [
    {
      time: '2025-06-01T00:00:00Z',
      scaleId: 's1',
      referenceGrams: 1_000,
      readGrams: 990,
      uncertaintyGrams: 1,
    },
    {
      time: '2026-03-03T00:00:00Z',
      scaleId: 's1',
      referenceGrams: 1_000,
      readGrams: 1_001,
      uncertaintyGrams: 1,
    },
  ],
  machines: [{ id: 'm1', idealKgPerHour: 20 }],
  reference: SEED_REFERENCE,
};
const METERS: BatchMeters = { energyWh: { grid: 900, pv: 80, diesel: 7 }, dieselMl: 3 };
const metersOf = (batchId: string): BatchMeters | null => (batchId === 'B1' ? METERS : null);
const runs = { numRuns: 300 };

const states = (events: readonly KitchenEvent[]) => BATCHES.map((id) => reduceBatch(id, events, CONTEXT));
const derived = (events: readonly KitchenEvent[]) => deriveKitchen(events, CONTEXT, metersOf);
const contributions = (events: readonly KitchenEvent[]) => derived(events).contributions;
const sum = (parts: readonly Contribution[]): Amounts =>
  parts.reduce<Amounts>((total, { amounts }) => addAmounts(total, amounts), {});

/** Every number in a value, with its path. */
function numbersIn(value: unknown, path = ''): [string, number][] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => numbersIn(part, `${path}.${key}`));
}
describe('for any log', () => {
  it('any order and any repetition give the same state and the same totals (E3)', () => {
    fc.assert(
      fc.property(
        anyLog.chain((events) => fc.tuple(fc.constant(events), delivered(events))),
        ([events, again]) => {
          expect(JSON.stringify(derived(again))).toBe(JSON.stringify(derived(events)));
        },
      ),
      runs,
    );
  });

  it('nothing throws, and every number is finite, totals and masses whole', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        const signed = /^(unaccountedGrams|stockGrams|flakeGrams|mci|ghg)/;
        for (const part of contributions(events)) {
          expect(part.day).toMatch(/^2026-03-\d\d$/);
          const odd = Object.entries(part.amounts).filter(
            ([quantity, value]) => !Number.isSafeInteger(value) || (value <= 0 && !signed.test(quantity)),
          );
          expect(odd).toEqual([]);
        }
        for (const state of states(events)) {
          if (state === null) continue;
          const { provenance: _exact, feedstock: _unrounded, ...shown } = state;
          const odd = numbersIn(shown).filter(
            ([path, value]) => !Number.isFinite(value) || (/grams$/i.test(path) && !Number.isInteger(value)),
          );
          expect(odd).toEqual([]);
        }
        const total = sum(contributions(events));
        for (const metric of METRICS) {
          const { value, reason } = metric.compute(total);
          if (value === null) expect(reason).toMatch(/\w/);
          else expect([metric.id, Number.isFinite(value)]).toEqual([metric.id, true]);
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

  it('a batch reduced from the events that bear on it is that of the whole kitchen, byte for byte', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        const whole = new Map(derived(events).batches.map((state) => [state.batchId, state]));
        for (const id of BATCHES)
          expect(JSON.stringify(reduceBatch(id, eventsBearingOn(id, events), CONTEXT))).toBe(
            JSON.stringify(whole.get(id) ?? null),
          );
      }),
      runs,
    );
  });

  it('the full recomputation equals the sum of its parts, reckoned one by one', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        const parts: (Contribution | null)[] = [
          ...resolveEvents(events).effective.map((event) => eventContribution(event, CONTEXT)),
          ...BATCHES.map((id) =>
            batchContribution(reduceBatch(id, eventsBearingOn(id, events), CONTEXT), metersOf(id), CONTEXT),
          ),
        ];
        const bySubject = parts
          .filter((part) => part !== null)
          .sort((left, right) => (left.subject < right.subject ? -1 : 1));
        expect(JSON.stringify(contributions(events))).toBe(JSON.stringify(bySubject));
      }),
      runs,
    );
  });

  it('each effective event counts once', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        expect(sum(contributions(events))['eventCount'] ?? 0).toBe(resolveEvents(events).effective.length);
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
        const totalOf = (events: readonly KitchenEvent[]) =>
          sum(deriveKitchen(events, CONTEXT, () => null).contributions);
        expect(totalOf([...one, ...away])).toEqual(addAmounts(totalOf(one), totalOf(away)));
      }),
      runs,
    );
  });

  it('lineage loses no gram: what goes into a node comes out of it', () => {
    const targets = [...BATCHES.map((batchId) => ({ batchId })), ...LOTS.map((lotId) => ({ lotId }))];
    fc.assert(
      fc.property(anyLog, (events) => {
        for (const target of targets) expectConserved(lineageOf(target, events));
      }),
      runs,
    );
  });

  it('the flows and the balance of a period lose no gram', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        const total = sum(contributions(events));
        expectConserved(flowsOf(total));
        const { in: incoming, out, stockChangeGrams, unaccountedGrams } = balanceOf(total);
        const mass = (parts: readonly { value: number }[]) =>
          parts.reduce((grams, part) => grams + part.value, 0);
        expect(mass(incoming)).toBe(mass(out) + stockChangeGrams + unaccountedGrams);
      }),
      runs,
    );
  });
});

/** All but sources and sinks, which have no link on one side, give just what they got; links are whole and positive. */
function expectConserved({ nodes, links }: Flows): void {
  const into = new Map<string, number>();
  const out = new Map<string, number>();
  const odd: unknown[] = links.filter(({ grams }) => !(Number.isSafeInteger(grams) && grams > 0));
  for (const { from, to, grams } of links) {
    into.set(to, (into.get(to) ?? 0) + grams);
    out.set(from, (out.get(from) ?? 0) + grams);
  }
  for (const { id, grams } of nodes) {
    const [got, gave] = [into.get(id), out.get(id)];
    if ((got !== undefined && gave !== undefined && gave !== got) || grams !== (got ?? gave ?? 0))
      odd.push({ id, got, gave, grams });
  }
  expect(odd).toEqual([]);
}

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
        expect(contributions([...events, undone])).toEqual(contributions(without));
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
        expect(contributions([...events, correction])).toEqual(contributions(rightAtOnce));
      }),
      runs,
    );
  });

  it('more mass gives as much more of every mass', () => {
    // Neither what hangs on the clock, the meters or the pieces, nor what a flag counts.
    const masses =
      /^(intake|rejected|processLoss|accepted|flake|feed|good|regrind|purge|residue|qcRejected)\w*(Grams|Mg)$/;
    const more =
      /^(unaccounted|finished|postConsumer|preConsumer|plastic|recycled|traced|mci|stock|bought|waste)/;
    fc.assert(
      fc.property(plainLog, fc.integer({ min: 2, max: 9 }), (events, factor) => {
        const small = sum(contributions(events));
        const big = sum(contributions(scaled(events, factor)));
        const odd: string[] = [];
        for (const key of new Set([...Object.keys(small), ...Object.keys(big)])) {
          const [quantity = ''] = key.split(':');
          if (!(masses.test(quantity) || more.test(quantity)) || !/(Grams|Mg)$/.test(quantity)) continue;
          // Rounding: half a unit for each subject that adds to it.
          const off = Math.abs((big[key] ?? 0) - factor * (small[key] ?? 0));
          if (off > (factor + 1) * events.length) odd.push(key);
        }
        expect(odd).toEqual([]);
      }),
      runs,
    );
  });
});
