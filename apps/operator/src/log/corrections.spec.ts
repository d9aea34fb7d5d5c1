import { parseEvent } from '@bakeloop/contracts';
import { resolveEvents, type KitchenEvent } from '@bakeloop/domain';
import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { mint } from '../mint.js';
import { revivalOf, voidOf } from './corrections.js';
import { decimalsOf, fieldsOf, mended } from './mend.js';
import { factsOfEvent, valueWords } from './value-words.js';
import '../language/later.js';

let nowMs = Date.UTC(2026, 2, 2, 10);
const phone = {
  nowMs: () => (nowMs += 1_000),
  offsetMinutes: () => 180,
  clockOffsetMs: () => 0,
  uuid: () => v7(),
};
const intake = (): KitchenEvent =>
  mint(
    {
      type: 'intake.recorded',
      data: { lotId: 'HDPE-1', sourceType: 'school', polymer: 'HDPE', grossGrams: 24_550, tareGrams: 1_200 },
    },
    phone,
  );

it('cancels an event and brings it back, as the server counts it (E2)', () => {
  const event = intake();
  const voided = mint(voidOf(event, 'entered twice'), phone);
  expect(parseEvent(voided)).toMatchObject({ ok: true });
  expect(resolveEvents([event, voided]).effective).toEqual([]);
  const revived = mint(revivalOf(event, voided.id), phone);
  expect(parseEvent(revived)).toMatchObject({ ok: true });
  expect(resolveEvents([revived, voided, event]).effective).toEqual([revived]);
});

it('corrects a refused event field by field, in kilograms, and leaves untouched grams alone', () => {
  const event = intake();
  const fields = fieldsOf(event).map((field) =>
    field.name === 'tareGrams' ? { ...field, text: '2,5' } : field,
  );
  expect(mended(event, fields)).toEqual({
    event: { type: 'intake.recorded', data: { ...event.data, tareGrams: 2_500 } },
  });
});

it('corrects what was paid, in the digits of its currency', () => {
  const event = intake();
  const price = { minor: 36_000, currency: 'KES' };
  const paid = { ...event, data: { ...event.data, price } } as KitchenEvent;
  const fields = (text: string) =>
    fieldsOf(paid).map((field) => (field.name === 'price' ? { ...field, text } : field));
  expect(fieldsOf(paid).at(-1)).toEqual({ name: 'price', text: '360.00', kind: 'money', unit: 'KES' });
  expect(mended(paid, fields('420,5'))).toMatchObject({
    event: { data: { price: { minor: 42_050, currency: 'KES' } } },
  });
  expect(mended(paid, fields('much'))).toEqual({ unreadable: 'price' });
});

it('corrects moisture in per cent, as it was typed', () => {
  const event = intake();
  const wet = { ...event, data: { ...event.data, moisturePermille: 45 } } as KitchenEvent;
  const fields = (text: string) =>
    fieldsOf(wet).map((field) => (field.kind === 'share' ? { ...field, text } : field));
  expect(fieldsOf(wet).at(-1)).toEqual({ name: 'moisturePermille', text: '4.5', kind: 'share', unit: '%' });
  expect(factsOfEvent(wet).at(-1)).toEqual(['Moisture', '4.5\u00a0%']);
  expect(mended(wet, fields('12,5'))).toMatchObject({ event: { data: { moisturePermille: 125 } } });
  expect(mended(wet, fields('101'))).toEqual({ unreadable: 'moisturePermille' });
});

it('names the field that cannot be read', () => {
  const event = intake();
  const fields = fieldsOf(event).map((field) => (field.kind === 'kg' ? { ...field, text: 'much' } : field));
  expect(mended(event, fields)).toEqual({ unreadable: 'grossGrams' });
});

describe('a quality check', () => {
  const check = mint(
    {
      type: 'batch.qc',
      batchId: 'KE-NBO-01-1',
      data: {
        test: 'melt temperature',
        value: 4.95,
        unit: 'Cel',
        pass: false,
        sampleSize: 4,
        rejectedPieces: 1,
        rejectedGrams: 4_900,
      },
    },
    phone,
  );

  it('is put right in its value, with a comma too, and in what came of it', () => {
    const typed: Record<string, string> = { value: '205,5', pass: 'yes' };
    const fields = fieldsOf(check).map((field) => ({ ...field, text: typed[field.name] ?? field.text }));
    expect(mended(check, fields)).toMatchObject({
      event: { data: { ...check.data, value: 205.5, pass: true } },
    });
    expect(Object.fromEntries(fields.map((field) => [field.name, decimalsOf(field)]))).toMatchObject({
      value: 2,
      sampleSize: 0,
      rejectedGrams: 1,
    });
  });

  it('is told without a code', () => {
    const told = Object.entries(check.data).map(([field, value]) => valueWords(field, value));
    expect(told).toEqual(['Melt temperature', '4.95', '°C', 'no', '4', '1', '4.9\u00a0kg']);
  });
});

it('a sorting is told with each of its weights, and a delivery with what was paid', () => {
  const sorted = mint(
    {
      type: 'lot.processed',
      data: {
        step: 'sort',
        inputs: [{ lotId: 'MIXED-1', grams: 33_300 }],
        outputs: [
          { lotId: 'HDPE-1', polymer: 'HDPE', form: 'whole', grams: 28_000 },
          { lotId: 'PP-1', polymer: 'PP', form: 'whole', grams: 4_000 },
        ],
        losses: [],
      },
    },
    phone,
  );
  expect(factsOfEvent(sorted)).toEqual([
    ['Step', 'Sort'],
    ['In', 'MIXED-1 33.3\u00a0kg'],
    ['Out', 'HDPE 28.0\u00a0kg and PP 4.0\u00a0kg'],
  ]);
  const event = intake();
  const paid = {
    ...event,
    data: { ...event.data, price: { minor: 36_000, currency: 'KES' } },
  } as KitchenEvent;
  expect(factsOfEvent(paid).at(-1)).toEqual(['Price', 'KES\u00a0360.00']);
});
