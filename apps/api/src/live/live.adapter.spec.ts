import { expect, it } from '@jest/globals';
import { isOwnOrigin } from './live.adapter.js';

const host = 'bakeloop.example:4600';

it.each([
  ['no browser at all', undefined, true],
  ['our own page', 'https://bakeloop.example:4600', true],
  ['an allowed page', 'https://staff.example', true],
  ['another host', 'https://evil.example', false],
  ['our name as part of another', 'https://bakeloop.example:4600.evil.example', false],
  ['another port', 'https://bakeloop.example', false],
  ['a sandboxed page', 'null', false],
])('judges %s (Origin %s): %s', (_, origin, allowed) => {
  expect(isOwnOrigin({ origin, host }, ['https://staff.example'])).toBe(allowed);
});

it('takes no origin for its own when the request names no host', () => {
  expect(isOwnOrigin({ origin: 'https://evil.example' }, [])).toBe(false);
});
