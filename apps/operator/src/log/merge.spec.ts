import { reduceBatch, resolveEvents, type KitchenEvent } from '@bakeloop/domain';
import type { StoredEvent } from '@bakeloop/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { union } from '../batch/facts.js';

const BATCH = 'KE-NBO-01-1';
const START = Date.UTC(2026, 2, 2, 10);
const idOf = (phone: number, n: number): string =>
  `0195566d-6c1a-7000-800${String(phone)}-${String(n).padStart(12, '0')}`;

/** What somebody does on one of two phones; `of` is which of the events before it is corrected. */
const deed = fc.record({
  phone: fc.constantFrom(0, 1),
  minute: fc.nat(600),
  what: fc.constantFrom('input', 'output', 'stage', 'correct', 'void'),
  of: fc.nat(30),
  grams: fc.integer({ min: 1, max: 50_000 }),
});
type Deed = Parameters<Parameters<typeof deed.map>[0]>[0];

function eventsOf(deeds: readonly Deed[]): KitchenEvent[] {
  const started = {
    id: idOf(0, 999),
    type: 'batch.started',
    time: new Date(START).toISOString(),
    batchId: BATCH,
    data: { recipeId: 'r', recipeVersion: 1, machine: 'm' },
  } as const;
  const events: KitchenEvent[] = [started];
  deeds.forEach(({ phone, minute, what, of, grams }, n) => {
    const minted = {
      id: idOf(phone, n),
      time: new Date(START + minute * 60_000).toISOString(),
      batchId: BATCH,
    };
    const input = { material: 'flake', origin: 'post-consumer', grams } as const;
    const supersedes = events[of % events.length]?.id;
    if (what === 'input') events.push({ ...minted, type: 'batch.input', data: input });
    else if (what === 'output')
      events.push({ ...minted, type: 'batch.output', data: { kind: 'product', grams } });
    else if (what === 'stage')
      events.push({ ...minted, type: 'batch.stage', data: { stage: 'mix', edge: 'start' } });
    else if (what === 'correct')
      events.push({ ...minted, type: 'batch.input', supersedes, reason: 'wrong weight', data: input });
    else events.push({ ...minted, type: 'event.voided', supersedes, reason: 'did not happen', data: {} });
  });
  return events;
}
const asStored = (event: KitchenEvent): StoredEvent =>
  ({ actor: null, batchId: null, supersedes: null, reason: null, ...event }) as unknown as StoredEvent;

describe('two phones on one batch', () => {
  it('come to the same state, whoever sends what first and however often (E3)', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 25 }), fc.infiniteStream(fc.nat()), (deeds, dice) => {
        const events = eventsOf(deeds);
        const own = [0, 1].map((phone) =>
          events.filter(({ id }) => id.startsWith(idOf(phone, 0).slice(0, 23))),
        );
        // The server takes them in an order of its own, some twice.
        const server = [...events, ...events.slice(0, 3)]
          .map((event) => ({ event, at: dice.next().value }))
          .sort((left, right) => left.at - right.at)
          .map(({ event }) => asStored(event));
        // Each phone has its own at hand, and has heard of the rest.
        const views = own.map((events) => union(server, events));
        const [one, other] = views.map((facts) => ({
          state: reduceBatch(BATCH, facts),
          struck: [...resolveEvents(facts).struckBy].sort(),
          known: facts.map(({ id }) => id).sort(),
        }));
        expect(one).toEqual(other);
        expect(one?.state).toEqual(reduceBatch(BATCH, events));
        expect(new Set(one?.known)).toEqual(new Set(events.map(({ id }) => id)));
      }),
    );
  });

  it('that both corrected one entry keep both values; the later counts, and the other stays to be seen (E2)', () => {
    const [first, mine, yours] = [1, 2, 3].map((n): KitchenEvent => ({
      id: idOf(n % 2, n),
      type: 'batch.input',
      time: new Date(START + n * 60_000).toISOString(),
      batchId: BATCH,
      ...(n === 1 ? {} : { supersedes: idOf(1, 1), reason: 'wrong weight' }),
      data: { material: 'flake', origin: 'post-consumer', grams: n * 1_000 },
    }));
    const facts = [yours, first, mine].flatMap((event) => event ?? []);
    const { effective, struckBy } = resolveEvents(facts);
    expect(effective.map(({ id }) => id)).toEqual([yours?.id]);
    expect(struckBy.get(mine?.id ?? '')).toBe(yours?.id);
    expect(facts).toHaveLength(3);
  });
});
