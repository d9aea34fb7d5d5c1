import type { KitchenEvent, LossReason, SourceType } from '@bakeloop/domain';
import { dice } from './dice.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

type Of<T extends KitchenEvent['type']> = Extract<KitchenEvent, { type: T }>;

/**
 * The log of a kitchen that works for some weeks, with all that goes wrong: moistures and finishes that are missing, lots
 * shared between batches, own scrap fed again, more out than in, corrections and voids. Lots and batches are numbered the
 * same in every kitchen. Sorted by time.
 */
export function randomLog({
  seed,
  batches,
  startMs,
}: {
  seed: number;
  batches: number;
  startMs: number;
}): KitchenEvent[] {
  const { chance, int, pick, uuid } = dice(seed);
  const events: KitchenEvent[] = [];
  let clockMs = startMs;
  const add = <T extends KitchenEvent['type']>(type: T, data: Of<T>['data'], rest: object = {}): void => {
    clockMs += int(1, 40) * MINUTE_MS;
    events.push({ id: uuid(), type, time: new Date(clockMs).toISOString(), data, ...rest } as Of<T>);
  };
  const maybe = <T>(share: number, value: T): T | undefined => (chance(share) ? value : undefined);

  for (let number = 1; number <= batches; number += 1) {
    const lot = (name: string): string => `${name}-${number}`;
    const net = int(100, 600) * 1_000;
    const tare = int(0, 20) * 1_000;
    add('intake.recorded', {
      lotId: lot('GATE'),
      sourceType: pick<SourceType>(['household', 'collector', 'fishing', 'business']),
      supplier: maybe(0.8, `S-${int(1, 4 + (seed % 7))}`),
      grossGrams: net + tare,
      tareGrams: tare,
      moisturePermille: maybe(0.9, int(0, 90)),
      price: maybe(0.7, { minor: int(100, 90_000), currency: pick(['KES', 'EUR']) }),
      kilometres: maybe(0.6, int(1, 80)),
    });
    const rejects = Math.round(net * pick([0.02, 0.08, 0.2]));
    const sorted = net - rejects;
    add('lot.processed', {
      step: 'sort',
      inputs: [{ lotId: lot('GATE'), grams: net }],
      outputs: [
        {
          lotId: lot('SORTED'),
          polymer: 'HDPE',
          form: 'whole',
          grams: sorted,
          moisturePermille: maybe(0.7, 10),
        },
      ],
      losses: [
        { reason: pick<LossReason>(['pvc', 'non-plastic', 'multilayer']), grams: rejects, fate: 'landfill' },
      ],
    });
    const fines = Math.round(sorted * 0.03);
    add('lot.processed', {
      step: 'wash',
      inputs: [{ lotId: lot('SORTED'), grams: sorted }],
      outputs: [
        {
          lotId: lot('FLAKE'),
          polymer: 'HDPE',
          form: 'flake',
          grams: sorted - fines,
          moisturePermille: maybe(0.8, 0),
        },
      ],
      losses: [{ reason: 'fines', grams: fines, fate: pick(['stored', 'landfill'] as const) }],
      litresFresh: maybe(0.8, int(50, 900)),
      litresReused: maybe(0.5, int(50, 900)),
    });

    const batch = { batchId: `B-${number}` };
    const product = pick(['beam-2m', 'paver-50mm']);
    const ofStart = chance(0.95);
    if (ofStart)
      add(
        'batch.started',
        {
          recipeId: 'beam-hdpe',
          recipeVersion: 1,
          machine: pick(['extruder-1', 'press-1']),
          productCode: product,
          plannedMinutes: maybe(0.8, 240),
        },
        batch,
      );
    const flake = Math.round((sorted - fines) * pick([0.6, 1, 1.02]));
    add(
      'batch.input',
      { lotId: lot('FLAKE'), material: 'flake', polymer: 'HDPE', origin: 'post-consumer', grams: flake },
      batch,
    );
    let feed = flake;
    const feedMore = (data: Of<'batch.input'>['data']): void => {
      feed += data.grams;
      add('batch.input', data, batch);
    };
    if (number > 1 && chance(0.4))
      feedMore({
        lotId: `FLAKE-${int(1, number - 1)}`,
        material: 'flake',
        origin: 'post-consumer',
        grams: int(5, 80) * 1_000,
      });
    if (number > 1 && chance(0.4))
      feedMore({
        lotId: `SCRAP-${int(1, number - 1)}`,
        material: 'regrind',
        origin: 'own-scrap',
        grams: int(1, 9) * 1_000,
      });
    if (chance(0.4))
      feedMore({ lotId: 'YARD', material: 'sand', origin: 'virgin', grams: int(5, 100) * 1_000 });
    if (chance(0.5)) feedMore({ material: 'masterbatch', origin: 'virgin', grams: int(1, 5) * 1_000 });
    add('batch.stage', { stage: 'melt', edge: 'start' }, batch);
    add('batch.stage', { stage: 'melt', edge: 'end' }, batch);
    const scrap = Math.round(feed * 0.02);
    const good = Math.round((feed - scrap) * pick([0.9, 0.97, 0.99, 1.04]));
    add(
      'batch.output',
      { kind: 'product', lotId: lot('PALLET'), productCode: product, pieces: int(20, 90), grams: good },
      batch,
    );
    add('batch.output', { kind: 'regrind', lotId: lot('SCRAP'), grams: scrap }, batch);
    if (chance(0.3)) add('batch.output', { kind: 'purge', grams: int(1, 5) * 1_000 }, batch);
    if (chance(0.8))
      add(
        'batch.qc',
        { test: 'bending', pass: true, sampleSize: 3, rejectedGrams: maybe(0.3, int(1, 9) * 1_000) },
        batch,
      );
    if (chance(0.9)) add('batch.finished', { goodPieces: maybe(0.3, int(10, 80)) }, batch);

    if (chance(0.7))
      add('dispatch.recorded', {
        lotId: lot('PALLET'),
        productCode: product,
        pieces: int(1, 20),
        grams: Math.round(good * pick([0.3, 0.8])),
        project: maybe(0.8, pick(['school', 'quay'])),
        kilometres: maybe(0.7, int(1, 90)),
      });
    if (chance(0.2))
      add('return.recorded', {
        productCode: product,
        pieces: 1,
        grams: 5_000,
        condition: pick(['reuse', 'recycle', 'waste'] as const),
      });
    if (chance(0.6))
      add('labour.recorded', {
        people: int(1, 6),
        minutes: int(60, 480),
        kind: pick(['work', 'training'] as const),
        paid: maybe(0.7, { minor: int(1_000, 90_000), currency: 'KES' }),
      });
    if (chance(0.2))
      add('incident.recorded', {
        kind: pick(['fume', 'injury'] as const),
        severity: int(1, 4),
        lostTime: chance(0.5),
      });
    if (chance(0.1))
      add('scale.calibrated', {
        scaleId: 'scale-1',
        referenceGrams: 20_000,
        readGrams: 20_000 + int(-40, 40),
        uncertaintyGrams: 10,
      });
    clockMs += int(0, 2) * DAY_MS;
  }

  const told = [...events];
  for (const event of told) {
    if (!chance(0.06)) continue;
    const rest = {
      supersedes: event.id,
      reason: 'logged wrong',
      ...(event.batchId === undefined ? {} : { batchId: event.batchId }),
    };
    if (event.type === 'batch.output')
      add('batch.output', { ...event.data, grams: Math.round(event.data.grams * 0.9) }, rest);
    else if (event.type === 'intake.recorded')
      add('intake.recorded', { ...event.data, grossGrams: event.data.grossGrams + 7_000 }, rest);
    else add('event.voided', {}, rest);
  }
  return events;
}
