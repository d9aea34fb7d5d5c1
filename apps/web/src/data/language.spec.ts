import { expect, it } from '@jest/globals';
import { languageOf } from './language.js';

it('a page is in the language of its address, else in the one that was chosen, else in the first that the browser asks for and we have', () => {
  expect(languageOf('?lang=nl', 'bakeloop-lang=en', ['en'])).toBe('nl');
  expect(languageOf('?lang=xx', 'a=1; bakeloop-lang=nl', ['en-GB'])).toBe('nl');
  expect(languageOf('', '', ['fr', 'nl-BE', 'en'])).toBe('nl');
  expect(languageOf('', 'bakeloop-lang=fr', ['fr'])).toBe('en');
});
