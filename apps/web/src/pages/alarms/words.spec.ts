import { expect, it } from '@jest/globals';
import { entryWords } from './words.js';

it.each([
  ['Lerato', 'Lerato', 'Lerato looks after it'],
  ['Sanne', 'Lerato', 'Sanne has Lerato look after it'],
  ['Sanne', null, 'Sanne has nobody look after it'],
])('says who looks after an alarm: %s gave it to %s', (by, to, words) => {
  expect(entryWords({ at: '2026-03-02T10:00:00Z', what: 'assigned', by, data: { to } } as never)).toBe(words);
});
