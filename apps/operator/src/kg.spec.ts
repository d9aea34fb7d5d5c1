import { describe, expect, it } from '@jest/globals';
import { kg } from './language/language.js';
import { parseCount, parseKg, pressKey, typedKg, typeText } from './kg.js';

describe('a mass typed in kilograms', () => {
  it.each([
    ['24', 24_000],
    ['24.5', 24_500],
    ['24,5', 24_500],
    ['\u0662\u0664\u066b\u0665', 24_500],
    ['24.', 24_000],
    ['0.3', 300],
    ['99999.9', 99_999_900],
  ])('reads %s as %i whole grams, without a rounding error', (text, grams) => {
    expect(parseKg(text)).toBe(grams);
  });

  it.each(['', '.', '24.55', '-1', '1e3', 'twenty', '123456'])('refuses %j', (text) => {
    expect(parseKg(text)).toBeNull();
  });

  it('comes back from grams as it was typed', () => {
    for (let grams = 0; grams < 40_000; grams += 100) expect(parseKg(typedKg(grams))).toBe(grams);
  });

  it('is shown with the tenth that the scale shows', () => {
    expect(kg(395_000, 'en')).toBe('395.0\u00a0kg');
    expect(kg(24_500, 'nl')).toBe('24,5\u00a0kg');
  });
});

describe('the number pad', () => {
  it('never shows what cannot be saved, whatever is pressed', () => {
    const keys = ['0', '5', '.', '.', '7', '9', 'x', '1', 'back', '3', '8', '2', '4', '6', '6'];
    let text = '';
    for (const key of keys) {
      text = pressKey(text, key, 1);
      expect(text === '' || parseKg(text) !== null).toBe(true);
    }
  });

  it('takes one decimal for kilograms and none for pieces', () => {
    expect(typeText('24.57', 1)).toBe('24.5');
    expect(typeText('\u0662\u0664,5', 1)).toBe('24.5');
    expect(typeText('7.9', 0)).toBe('79');
    expect(parseCount(typeText('079', 0))).toBe(79);
  });

  it('starts a bare point with a zero and drops a leading one', () => {
    expect(pressKey('', '.', 1)).toBe('0.');
    expect(pressKey('0', '7', 1)).toBe('7');
  });
});
