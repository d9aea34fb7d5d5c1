import type { KitchenEvent } from '../log/events.js';

type Of<T extends KitchenEvent['type']> = Extract<KitchenEvent, { type: T }>;
type Rest = Partial<Pick<KitchenEvent, 'id' | 'batchId' | 'supersedes' | 'reason' | 'time'>>;

/** Writes a log as a kitchen would: one event a minute, ids that sort by the order of writing. */
export class Log {
  readonly events: KitchenEvent[] = [];
  readonly #startMs: number;

  constructor(startIso = '2026-03-02T08:00:00Z') {
    this.#startMs = Date.parse(startIso);
  }

  add<T extends KitchenEvent['type']>(type: T, data: Of<T>['data'], rest: Rest = {}): Of<T> {
    const number = this.events.length;
    const event = {
      id: `e${String(number).padStart(6, '0')}`,
      time: new Date(this.#startMs + number * 60_000).toISOString(),
      type,
      data,
      ...rest,
    } as Of<T>;
    this.events.push(event);
    return event;
  }

  void(target: KitchenEvent): KitchenEvent {
    const batch = target.batchId === undefined ? {} : { batchId: target.batchId };
    return this.add('event.voided', {}, { supersedes: target.id, reason: 'logged by mistake', ...batch });
  }
}

/** Vector MB-1: 500 kg at the gate become 395 kg of good product, 2 kg of 411.6 kg fed stay unaccounted. */
export function massBalanceVector(batchId = 'B1'): Log {
  const log = new Log();
  const batch = { batchId };
  log.add('intake.recorded', {
    lotId: 'GATE-1',
    sourceType: 'collector',
    grossGrams: 500_000,
    tareGrams: 20_000,
    moisturePermille: 50,
    kilometres: 12,
  });
  log.add('lot.processed', {
    step: 'sort',
    inputs: [{ lotId: 'GATE-1', grams: 480_000 }],
    outputs: [{ lotId: 'SORTED-1', polymer: 'HDPE', form: 'whole', grams: 420_000, moisturePermille: 0 }],
    losses: [
      { reason: 'non-plastic', grams: 36_000, fate: 'landfill' },
      { reason: 'moisture', grams: 24_000, fate: 'returned' },
    ],
  });
  log.add('lot.processed', {
    step: 'shred',
    inputs: [{ lotId: 'SORTED-1', grams: 420_000 }],
    outputs: [{ lotId: 'SHREDDED-1', polymer: 'HDPE', form: 'flake', grams: 420_000, moisturePermille: 0 }],
    losses: [],
  });
  log.add('lot.processed', {
    step: 'wash',
    inputs: [{ lotId: 'SHREDDED-1', grams: 420_000 }],
    outputs: [{ lotId: 'FLAKE-1', polymer: 'HDPE', form: 'flake', grams: 407_400, moisturePermille: 0 }],
    losses: [{ reason: 'fines', grams: 12_600, fate: 'stored' }],
    litresFresh: 600,
  });
  log.add(
    'batch.started',
    { recipeId: 'beam', recipeVersion: 3, machine: 'extruder-1', productCode: 'beam-2m' },
    batch,
  );
  log.add(
    'batch.input',
    { lotId: 'FLAKE-1', material: 'flake', polymer: 'HDPE', origin: 'post-consumer', grams: 407_400 },
    batch,
  );
  log.add('batch.input', { material: 'masterbatch', origin: 'virgin', grams: 4_200 }, batch);
  log.add('batch.stage', { stage: 'melt', edge: 'start' }, batch);
  log.add('batch.stage', { stage: 'melt', edge: 'end' }, batch);
  log.add('batch.output', { kind: 'product', productCode: 'beam-2m', pieces: 79, grams: 395_000 }, batch);
  log.add('batch.output', { kind: 'regrind', lotId: 'REGRIND-1', grams: 8_600 }, batch);
  log.add('batch.output', { kind: 'purge', grams: 6_000 }, batch);
  log.add('batch.qc', { test: 'bending', pass: true, sampleSize: 3 }, batch);
  log.add('batch.finished', {}, batch);
  return log;
}
