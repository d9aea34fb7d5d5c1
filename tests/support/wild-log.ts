import type { KitchenEvent } from '@bakeloop/domain';
import fc from 'fast-check';
import { v5 } from 'uuid';

const NAMESPACE = '4b1c9c53-3b43-4a57-9d5e-6f6a2f6c7a11';
/** When the logs begin, ms since the epoch: they last four days. */
export const WILD_START_MS = Date.UTC(2026, 4, 4, 6);

interface Draft {
  kind: number;
  lot: number;
  other: number;
  batch: number;
  grams: number;
  minute: number;
  target: number;
}

export const wildDrafts = fc.array(
  fc.record({
    kind: fc.nat(15),
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
export function wildLog(all: readonly Draft[], salt: string): KitchenEvent[] {
  const idOf = (index: number): string => v5(`${salt} ${index}`, NAMESPACE);
  return all.map((draft, index): KitchenEvent => {
    const { grams, other } = draft;
    const base = { id: idOf(index), time: new Date(WILD_START_MS + draft.minute * 60_000).toISOString() };
    const batch = { ...base, batchId: `B${draft.batch}` };
    const lotId = `L${draft.lot}`;
    const correction = { supersedes: idOf(draft.target % all.length), reason: 'weighed again' };
    const intake = {
      type: 'intake.recorded' as const,
      data: {
        lotId,
        sourceType: 'collector' as const,
        supplier: `S-${other}`,
        grossGrams: grams,
        tareGrams: 0,
        moisturePermille: 40,
        scaleId: 'gate',
      },
    };
    switch (draft.kind) {
      case 0:
        return { ...base, ...intake };
      case 1:
        return {
          ...base,
          type: 'lot.processed',
          data: {
            step: 'sort',
            inputs: [{ lotId, grams }],
            outputs: [{ lotId: `L${other}`, polymer: 'PP', form: 'flake', grams: grams >> 1 }],
            losses: [{ reason: 'pvc', grams: grams >> 2, fate: 'landfill' }],
          },
        };
      case 2:
        return {
          ...batch,
          type: 'batch.started',
          data: {
            recipeId: 'r',
            recipeVersion: 1,
            machine: `extruder-${1 + (other % 2)}`,
            productCode: 'beam-2m',
          },
        };
      case 3:
        return {
          ...batch,
          type: 'batch.input',
          data: { lotId, material: 'flake', origin: 'post-consumer', grams },
        };
      case 4:
        return { ...batch, type: 'batch.output', data: { kind: 'product', pieces: other, grams } };
      case 5:
        return { ...batch, type: 'batch.output', data: { kind: 'regrind', lotId, grams } };
      case 6:
        return { ...batch, type: 'batch.finished', data: {} };
      case 7:
        return { ...base, ...correction, type: 'event.voided', data: {} };
      case 8:
        return { ...base, ...correction, ...intake };
      case 9:
        return {
          ...base,
          type: 'kitchen.moved',
          data: {
            position: [other, 1],
            place: 'elsewhere',
            country: 'NZ',
            timeZone: other % 2 === 0 ? 'Pacific/Auckland' : 'America/Sao_Paulo',
          },
        };
      case 10:
        return {
          ...base,
          type: 'scale.calibrated',
          data: { scaleId: 'gate', referenceGrams: 20_000, readGrams: 20_000 + other, uncertaintyGrams: 5 },
        };
      case 11:
        return {
          ...base,
          type: 'dispatch.recorded',
          data: { lotId, productCode: 'beam-2m', pieces: other, grams, project: 'Quay' },
        };
      case 12:
        return {
          ...base,
          ...correction,
          type: 'labour.recorded',
          data: { people: other + 1, minutes: 60, kind: 'work', paid: { minor: grams, currency: 'KES' } },
        };
      case 13:
        return {
          ...batch,
          type: 'batch.stage',
          data: { stage: 'melt', edge: 'start', machine: 'extruder-2' },
        };
      default:
        return {
          ...batch,
          ...correction,
          type: 'batch.output',
          data: { kind: 'product', pieces: 1, grams },
        };
    }
  });
}
