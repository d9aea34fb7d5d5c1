import { expect, it } from '@jest/globals';
import { parseEvent } from './events.js';
import { unstorable } from './json-guard.js';

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

it('lets any ordinary JSON through', () => {
  expect(unstorable({ a: [1, null, 'ok', { b: '👩🏽‍🍳 العربية' }] })).toBeNull();
  expect(unstorable(nested(32))).toBeNull();
});

it('finds NUL, half a surrogate pair and endless nesting, in keys too', () => {
  expect(unstorable({ a: ['x\0'] })).toMatch('NUL');
  expect(unstorable({ '\ud800': 1 })).toMatch('surrogate');
  expect(unstorable(nested(33))).toMatch('nested');
  expect(unstorable(nested(5_000))).toMatch('nested');
});

it('makes an event of such content a refusal that a person can act on, before anything is stored', () => {
  const event = {
    id: '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11',
    type: 'maintenance.recorded',
    time: '2026-03-02T10:00:00Z',
    data: { machine: 'm', task: 't', extra: nested(2_500) },
  };
  expect(parseEvent(event)).toMatchObject({ ok: false, reason: 'schema' });
});
