import { expect, it } from '@jest/globals';
import { faultWords } from './refused-words.js';

it.each([
  [
    '✖ Too big: expected string to have <=80 characters\n  → at name',
    'name: Too big: expected string to have at most 80 characters',
  ],
  [
    '✖ Invalid input: expected string, received undefined\n  → at events[0].id\n✖ Unrecognized key: "x"',
    'events[0].id: Invalid input: expected string, received undefined; Unrecognized key: "x"',
  ],
  ['event 5 came twice, with another body', 'event 5 came twice, with another body'],
])('says what was wrong with a message where: %s', (detail, words) => {
  expect(faultWords(detail)).toBe(words);
});
