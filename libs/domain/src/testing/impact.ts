import { reduceBatch } from '../batch/batch.js';
import { amountOf, AmountsBuilder, type Amounts, type Quantity } from '../amounts/amounts.js';
import type { BatchMeters, KitchenContext, Place } from '../kitchen/context.js';
import type { KitchenEvent } from '../log/events.js';
import { metricOf } from '../metrics/metrics.js';
import type {
  BaselineBody,
  ProductBody,
  ReferenceBodies,
  ReferenceKind,
  ReferenceRecord,
} from '../reference/reference.js';
import { SEED_REFERENCE } from '../reference/seeds/seed-reference.js';
import { massBalanceVector } from './log.js';
import { addImpact } from '../impact/batch-impact.js';
import { messagesOf } from '../amounts/gaps.js';

export const KENYA: Place = {
  since: null,
  country: 'KE',
  timeZone: 'Africa/Nairobi',
  position: [36.9, -1.248],
};
export const CONTEXT: KitchenContext = {
  kitchenId: 'ke-nbo-01',
  places: [KENYA],
  calibrations: [],
  machines: [{ id: 'extruder-1', idealKgPerHour: 20 }],
  reference: SEED_REFERENCE,
};
export const METERS: BatchMeters = { energyWh: { grid: 310_000, pv: 0, diesel: 45_000 }, dieselMl: 15_000 };

/** Events of MB-1, with all its losses on the landfill, as GHG-1 has them. */
export function vectorLog(): KitchenEvent[] {
  return massBalanceVector().events.map((event) =>
    event.type === 'lot.processed'
      ? {
          ...event,
          data: {
            ...event.data,
            losses: event.data.losses.map((loss) =>
              loss.reason === 'moisture' ? loss : { ...loss, fate: 'landfill' as const },
            ),
          },
        }
      : event,
  );
}

export function impactOf(
  events: readonly KitchenEvent[],
  meters: BatchMeters | null = METERS,
  context: KitchenContext = CONTEXT,
): { amounts: Amounts; gaps: string[] } {
  const state = reduceBatch('B1', events, context);
  if (state === null) throw new Error('no batch B1 in this log');
  const into = new AmountsBuilder();
  const gaps = addImpact(into, state, meters, context);
  const all = [...gaps, ...into.gaps()];
  return { amounts: into.build(), gaps: messagesOf(all) };
}

type DataOf = { [E in KitchenEvent as E['type']]: E['data'] };

/** The log with the data of every event of a type changed. */
export function edited<T extends KitchenEvent['type']>(
  events: readonly KitchenEvent[],
  type: T,
  change: (data: DataOf[T]) => object,
): KitchenEvent[] {
  return events.map((event) =>
    event.type === type ? ({ ...event, data: change(event.data as DataOf[T]) } as KitchenEvent) : event,
  );
}

export function published<K extends ReferenceKind>(
  kind: K,
  id: string,
  body: ReferenceBodies[K],
  validFrom: string | null = null,
): ReferenceRecord<K> {
  const publishedAt = '2026-02-01T00:00:00.000Z';
  return { kind, id, version: 2, validFrom, publishedAt, publishedBy: 'test', note: 'a test', body };
}

export function withRecord(record: ReferenceRecord, context = CONTEXT): KitchenContext {
  return { ...context, reference: [...context.reference, record] };
}

/** The seeds without the factors of a key. */
export function withoutFactor(...keys: string[]): KitchenContext {
  return {
    ...CONTEXT,
    reference: SEED_REFERENCE.map((record) => {
      if (record.kind !== 'factor-set') return record;
      const body = record.body as ReferenceBodies['factor-set'];
      const factors = body.factors.filter(
        ({ key }) => !keys.some((gone) => key === gone || key.startsWith(`${gone}/`)),
      );
      return { ...record, body: { ...body, factors } };
    }),
  };
}

export const kg = (amounts: Amounts, quantity: Quantity, digits = 6): string =>
  (amountOf(amounts, quantity) / 1e6).toFixed(digits);
export const value = (amounts: Amounts, metric: string): number | null | undefined =>
  metricOf(metric)?.compute(amounts).value;
export const seedProduct = (id: string): ProductBody =>
  SEED_REFERENCE.find((record) => record.kind === 'product' && record.id === id)?.body as ProductBody;
export const seedBaseline = (id: string): BaselineBody =>
  SEED_REFERENCE.find((record) => record.kind === 'baseline' && record.id === id)?.body as BaselineBody;
