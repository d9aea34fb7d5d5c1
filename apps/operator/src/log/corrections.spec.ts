import { parseEvent } from '@bakeloop/contracts';
import { resolveEvents, type KitchenEvent } from '@bakeloop/domain';
import { expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { mint } from '../mint.js';
import { revivalOf, voidOf } from './corrections.js';
import { fieldsOf, mended } from './mend.js';

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

it('names the field that cannot be read', () => {
  const event = intake();
  const fields = fieldsOf(event).map((field) => (field.kind === 'kg' ? { ...field, text: 'much' } : field));
  expect(mended(event, fields)).toEqual({ unreadable: 'grossGrams' });
});
