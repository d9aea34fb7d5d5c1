import { expect, it } from '@jest/globals';
import { readableValue, type Channel } from '@bakeloop/contracts';
import { readableChannel } from './readable.js';

const pressure: Channel = {
  channel: 'extruder-1/melt-pressure',
  unit: 'Pa',
  kind: 'gauge',
  min: null,
  max: 20_000_000,
  intervalSeconds: 60,
  current: { time: '2026-03-02T10:00:00Z', value: 11_000_000, receivedAt: '2026-03-02T10:00:01Z' },
};

it('shows value and limits of a pressure in bar, together', () => {
  const shown = readableChannel(pressure);
  expect(shown.unit).toBe('bar');
  expect(shown.current?.value).toBeCloseTo(110);
  expect(shown.max).toBeCloseTo(200);
  expect(shown.min).toBeNull();
});

it('leaves what people read already', () => {
  const warm = { ...pressure, unit: 'Cel' };
  expect(readableChannel(warm)).toBe(warm);
});

it('has a limit in the unit of the values beside it', () => {
  expect(readableValue(20_000_000, 'Pa')).toBeCloseTo(200);
  expect([readableValue(260, 'Cel'), readableValue(null, 'Pa')]).toEqual([260, null]);
});
