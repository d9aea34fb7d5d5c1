import { randomUUID } from 'node:crypto';
import type { KitchenEvent } from '@bakeloop/domain';

/**
 * The batch of vector MB-1 as a kitchen would log it, grams: gross 500,000, tare 20,000, moisture 5 %, rejects 36,000,
 * wash loss 12,600, flake 407,400, masterbatch 4,200, good 395,000, regrind 8,600, purge 6,000.
 */
export function mb1Events({
  batchId = 'MB-1',
  startMs,
}: {
  batchId?: string;
  startMs: number;
}): KitchenEvent[] {
  const at = (minutes: number): string => new Date(startMs + minutes * 60_000).toISOString();
  const lot = (name: string): string => `${batchId}-${name}`;
  const base = (minutes: number) => ({ id: randomUUID(), time: at(minutes), actor: 'op-17' });
  return [
    {
      ...base(0),
      type: 'intake.recorded',
      data: {
        lotId: lot('in'),
        sourceType: 'collector',
        grossGrams: 500_000,
        tareGrams: 20_000,
        moisturePermille: 50,
      },
    },
    {
      ...base(10),
      type: 'lot.processed',
      data: {
        step: 'sort',
        inputs: [{ lotId: lot('in'), grams: 480_000 }],
        outputs: [{ lotId: lot('sorted'), polymer: 'HDPE', form: 'whole', grams: 420_000 }],
        losses: [
          { reason: 'non-plastic', grams: 36_000, fate: 'landfill' },
          { reason: 'moisture', grams: 24_000, fate: 'landfill' },
        ],
      },
    },
    {
      ...base(20),
      type: 'lot.processed',
      data: {
        step: 'wash',
        inputs: [{ lotId: lot('sorted'), grams: 420_000 }],
        outputs: [{ lotId: lot('flake'), polymer: 'HDPE', form: 'flake', grams: 407_400 }],
        losses: [{ reason: 'fines', grams: 12_600, fate: 'landfill' }],
      },
    },
    {
      ...base(30),
      type: 'batch.started',
      batchId,
      data: { recipeId: 'beam-hdpe', recipeVersion: 1, machine: 'extruder-1', productCode: 'beam-2m' },
    },
    {
      ...base(31),
      type: 'batch.input',
      batchId,
      data: {
        lotId: lot('flake'),
        material: 'flake',
        polymer: 'HDPE',
        origin: 'post-consumer',
        grams: 407_400,
      },
    },
    {
      ...base(32),
      type: 'batch.input',
      batchId,
      data: { material: 'masterbatch', origin: 'virgin', grams: 4_200 },
    },
    { ...base(33), type: 'batch.stage', batchId, data: { stage: 'melt', edge: 'start' } },
    { ...base(80), type: 'batch.stage', batchId, data: { stage: 'melt', edge: 'end' } },
    {
      ...base(85),
      type: 'batch.output',
      batchId,
      data: { kind: 'product', productCode: 'beam-2m', pieces: 79, grams: 395_000 },
    },
    { ...base(86), type: 'batch.output', batchId, data: { kind: 'regrind', grams: 8_600 } },
    { ...base(87), type: 'batch.output', batchId, data: { kind: 'purge', grams: 6_000 } },
    { ...base(90), type: 'batch.qc', batchId, data: { test: 'visual', pass: true, sampleSize: 10 } },
    { ...base(95), type: 'batch.finished', batchId, data: { goodPieces: 79 } },
  ];
}
