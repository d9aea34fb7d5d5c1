import { expect, it } from '@jest/globals';
import type { StoredEvent } from '@bakeloop/contracts';
import { createFormat } from '@bakeloop/ui';
import { eventWords } from './event-words.js';

const format = createFormat('en-GB');
const event = (type: string, data: StoredEvent['data']): StoredEvent => ({
  id: '0192f0c1-6f0e-7c3a-9f5e-000000000000',
  type,
  time: '2026-03-02T10:00:00Z',
  receivedAt: '2026-03-02T10:00:00Z',
  source: 'mqtt',
  actor: null,
  batchId: null,
  supersedes: null,
  reason: null,
  struckBy: null,
  late: false,
  data,
});

it('says a delivery in one line, and that its moisture is not known when it is not', () => {
  const data = { lotId: 'L-1', sourceType: 'household', grossGrams: 500_000, tareGrams: 20_000 };
  expect(eventWords(event('intake.recorded', data), format).detail).toBe(
    '480 kg net · household · moisture not measured · L-1',
  );
});

it('adds up what a step took out', () => {
  const data = {
    step: 'wash',
    inputs: [],
    outputs: [{ grams: 407_400 }],
    losses: [{ grams: 12_000 }, { grams: 600 }],
  };
  expect(eventWords(event('lot.processed', data), format)).toEqual({
    title: 'Washed',
    detail: '407.4 kg went on · 12.6 kg taken out',
  });
});

it('survives data that is not as expected', () => {
  expect(eventWords(event('batch.output', {}), format)).toEqual({ title: 'Weighed out: output', detail: '' });
  expect(eventWords(event('lot.processed', { losses: [null, 'x'] }), format).detail).toBe('');
  expect(eventWords(event('tomorrow.invented', { grams: 5 }), format).title).toBe('tomorrow.invented');
});
