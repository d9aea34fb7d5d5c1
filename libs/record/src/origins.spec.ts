import { refsOf, type KitchenEvent } from '@bakeloop/domain';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { originsOf } from './origins.js';

const COUNT = 5_000;
const time = '2026-01-01T00:00:00Z';
const came = (minute: number): Date => new Date(Date.UTC(2026, 0, 2, 0, minute));
const logOf = (events: readonly KitchenEvent[]) => events.map((event) => ({ event, receivedAt: came(0) }));

const input = (id: string, batchId: string, lotId: string): KitchenEvent => ({
  id,
  time,
  type: 'batch.input',
  batchId,
  data: { lotId, material: 'flake', origin: 'post-consumer', grams: 1 },
});
const blend = (id: string, from: readonly string[], to: string): KitchenEvent => ({
  id,
  time,
  type: 'lot.processed',
  data: {
    step: 'blend',
    inputs: from.map((lotId) => ({ lotId, grams: 1 })),
    outputs: [{ lotId: to, polymer: 'PP', form: 'flake', grams: 1 }],
    losses: [],
  },
});

/** The definition, without any care for time: each arrival, oldest first, overwrites all it touches. */
function byDefinition(events: readonly KitchenEvent[], arrivals: readonly { id: string; at: Date }[]) {
  const lotsOf = (event: KitchenEvent, role?: string): string[] =>
    refsOf(event)
      .filter((ref) => ref.kind === 'lot' && (role === undefined || ref.role === role))
      .map(({ ref }) => ref);
  const made = new Set(events.flatMap((event) => lotsOf(event, 'produces')));
  const last = new Map<string, string>();
  for (const { id } of [...arrivals].sort((left, right) => left.at.getTime() - right.at.getTime())) {
    const versions = new Set([id]);
    const lots = new Set<string>();
    for (let size = -1; size !== versions.size + lots.size;) {
      size = versions.size + lots.size;
      for (const event of events) {
        if (versions.has(event.id) && event.supersedes !== undefined) versions.add(event.supersedes);
        if (event.supersedes !== undefined && versions.has(event.supersedes)) versions.add(event.id);
        if (versions.has(event.id)) for (const lot of lotsOf(event)) if (made.has(lot)) lots.add(lot);
        if (lotsOf(event, 'consumes').some((lot) => lots.has(lot)))
          for (const lot of lotsOf(event, 'produces')) lots.add(lot);
      }
    }
    for (const event of events) {
      const isVersion = versions.has(event.id);
      if (isVersion) last.set(`event:${event.id}`, id);
      if (event.batchId === undefined) continue;
      if (isVersion || lotsOf(event, 'consumes').some((lot) => lots.has(lot)))
        last.set(`batch:${event.batchId}`, id);
    }
  }
  return last;
}

describe('which new event changed a subject', () => {
  it('is the last to arrive of those that touch it, in whatever way', () => {
    const lot = fc.integer({ min: 0, max: 6 }).map((n) => `L${n}`);
    const anEvent = fc.record({
      lots: fc.array(lot, { minLength: 1, maxLength: 3 }),
      to: lot,
      batch: fc.option(fc.integer({ min: 0, max: 4 }), { nil: null }),
      supersedes: fc.option(fc.nat(9), { nil: null, freq: 2 }),
      minute: fc.option(fc.nat(4), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(anEvent, { minLength: 1, maxLength: 12 }), (drawn) => {
        const events = drawn.map(({ lots, to, batch, supersedes }, index): KitchenEvent => {
          const event =
            batch === null ? blend(`e${index}`, lots, to) : input(`e${index}`, `B${batch}`, lots[0] ?? to);
          return supersedes === null ? event : { ...event, supersedes: `e${supersedes}`, reason: 'wrong' };
        });
        const arrivals = drawn.flatMap(({ minute }, index) =>
          minute === null ? [] : [{ id: `e${index}`, at: came(minute) }],
        );
        const found = originsOf(
          logOf(events),
          arrivals.map(({ id, at }) => ({ id, receivedAt: at })),
        );
        const ids = new Map([...found].map(([subject, { eventId }]) => [subject, eventId]));
        expect(ids).toEqual(byDefinition(events, arrivals));
      }),
    );
  });

  it.each([
    [
      'users of one lot',
      [blend('made', ['raw'], 'L'), ...Array.from({ length: COUNT }, (_, n) => input(`e${n}`, 'B', 'L'))],
    ],
    ['blends in a row', Array.from({ length: COUNT }, (_, n) => blend(`e${n}`, [`L${n}`], `L${n + 1}`))],
  ])('is found in one walk over a full pack of %s', (_name, events) => {
    const before = process.cpuUsage();
    const arrivals = events.map(({ id }) => ({ id, receivedAt: came(0) }));
    expect(originsOf(logOf(events), arrivals).size).toBeGreaterThanOrEqual(COUNT);
    const { user, system } = process.cpuUsage(before);
    // Processor time, since the machine may be busy: some hundredths of a second; a walk for each event took half a minute.
    expect((user + system) / 1_000_000).toBeLessThan(3);
  });
});
