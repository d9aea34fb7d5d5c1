import { createDataSource, TOTAL_COLUMNS, totalColumn } from '@bakeloop/db';
import {
  addTotals,
  contributions,
  TOTAL_FIELDS,
  zeroTotals,
  type KitchenEvent,
  type Totals,
} from '@bakeloop/domain';
import { Recorder } from '@bakeloop/record';
import { beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v5 } from 'uuid';
import { atEnd } from '../support/cleanup.js';
import { startPostgres } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';

const NAMESPACE = '4b1c9c53-3b43-4a57-9d5e-6f6a2f6c7a11';
const START_MS = Date.UTC(2026, 4, 4, 6);

type Draft = {
  kind: number;
  lot: number;
  other: number;
  batch: number;
  grams: number;
  minute: number;
  target: number;
};
const drafts = fc.array(
  fc.record({
    kind: fc.nat(8),
    lot: fc.nat(3),
    other: fc.nat(3),
    batch: fc.nat(2),
    grams: fc.integer({ min: 0, max: 500_000 }),
    minute: fc.nat(5_000),
    target: fc.nat(40),
  }),
  { minLength: 1, maxLength: 25 },
);

/** A log that no sane kitchen would write: lots that feed themselves, outputs without inputs, corrections of corrections. */
function logOf(all: readonly Draft[], salt: string): KitchenEvent[] {
  const idOf = (index: number): string => v5(`${salt} ${index}`, NAMESPACE);
  return all.map((draft, index): KitchenEvent => {
    const base = { id: idOf(index), time: new Date(START_MS + draft.minute * 60_000).toISOString() };
    const batch = { ...base, batchId: `B${draft.batch}` };
    const lotId = `L${draft.lot}`;
    const correction = { supersedes: idOf(draft.target % all.length), reason: 'weighed again' };
    switch (draft.kind) {
      case 0:
        return {
          ...base,
          type: 'intake.recorded',
          data: {
            lotId,
            sourceType: 'collector',
            grossGrams: draft.grams,
            tareGrams: 0,
            moisturePermille: 40,
          },
        };
      case 1:
        return {
          ...base,
          type: 'lot.processed',
          data: {
            step: 'sort',
            inputs: [{ lotId, grams: draft.grams }],
            outputs: [{ lotId: `L${draft.other}`, polymer: 'PP', form: 'flake', grams: draft.grams >> 1 }],
            losses: [{ reason: 'pvc', grams: draft.grams >> 2, fate: 'landfill' }],
          },
        };
      case 2:
        return {
          ...batch,
          type: 'batch.started',
          data: { recipeId: 'r', recipeVersion: 1, machine: 'extruder-1' },
        };
      case 3:
        return {
          ...batch,
          type: 'batch.input',
          data: { lotId, material: 'flake', origin: 'post-consumer', grams: draft.grams },
        };
      case 4:
        return {
          ...batch,
          type: 'batch.output',
          data: { kind: 'product', pieces: draft.other, grams: draft.grams },
        };
      case 5:
        return { ...batch, type: 'batch.output', data: { kind: 'regrind', lotId, grams: draft.grams } };
      case 6:
        return { ...batch, type: 'batch.finished', data: {} };
      case 7:
        return { ...base, ...correction, type: 'event.voided', data: {} };
      default:
        return {
          ...batch,
          ...correction,
          type: 'batch.output',
          data: { kind: 'product', pieces: 1, grams: draft.grams },
        };
    }
  });
}

describeWith(['postgres'], 'totals', () => {
  let database: ReturnType<typeof createDataSource>;
  beforeAll(async () => {
    const postgres = await startPostgres();
    database = createDataSource(await postgres.freshDatabase(), 2);
    await database.initialize();
    atEnd(() => database.destroy());
    await database.runMigrations();
  });

  /** What the projection says, day by day, days without anything left out. */
  async function projected(kitchenId: string): Promise<Map<string, Totals>> {
    const columns = TOTAL_FIELDS.map((field) => `${totalColumn(field)} AS "${field}"`).join(', ');
    const rows = await database.query<(Totals & { day: string })[]>(
      `SELECT to_char(day, 'YYYY-MM-DD') AS day, ${columns} FROM total_day
       WHERE kitchen_id = $1 AND (${TOTAL_COLUMNS.map((column) => `${column} <> 0`).join(' OR ')}) ORDER BY day`,
      [kitchenId],
    );
    return new Map(rows.map(({ day, ...totals }) => [day, totals]));
  }

  function recomputed(events: readonly KitchenEvent[]): Map<string, Totals> {
    const days = new Map<string, Totals>();
    for (const { day, totals } of contributions(events, { timeZone: 'UTC', energyWh: () => null }))
      days.set(day, addTotals(days.get(day) ?? zeroTotals(), totals));
    return new Map(
      [...days]
        .filter(([, totals]) => TOTAL_FIELDS.some((field) => totals[field] !== 0))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }

  it('moved by difference, event by event, equal a full recomputation, in any order and repetition (E3, P6)', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        drafts,
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 6 }),
        async (all, dice, size) => {
          const kitchenId = `random-${++run}`;
          const events = logOf(all, kitchenId);
          // Every event once, some twice, in an order of chance, in posts of chance.
          const sent = [...events, ...events.filter((_, index) => (dice.next().value ?? 0) % 3 === index % 3)]
            .map((event) => ({ event, order: dice.next().value ?? 0 }))
            .sort((left, right) => left.order - right.order)
            .map(({ event }) => event);
          const recorder = new Recorder(database);
          for (let from = 0; from < sent.length; from += size)
            await recorder.settleEvents(kitchenId, sent.slice(from, from + size), {
              receivedAt: new Date(START_MS + 40 * 86_400_000),
            });
          expect(await projected(kitchenId)).toEqual(recomputed(events));
        },
      ),
      { numRuns: 40 },
    );
  });
});
