import { createFormat } from '@bakeloop/ui';
import { describe, expect, it } from '@jest/globals';
import { flagText } from './flag-text.js';

describe('what a log is flagged with', () => {
  it('has its masses as the reader writes numbers, to the gram', () => {
    const message = '160000.0 kg came out of 12.345 kg that went in: an input is missing.';
    expect(flagText(message, createFormat('en'))).toBe(
      '160,000 kg came out of 12.345 kg that went in: an input is missing.',
    );
    expect(flagText(message, createFormat('nl'))).toBe(
      '160.000 kg came out of 12,345 kg that went in: an input is missing.',
    );
  });

  it('keeps the names of lots and batches as they are', () => {
    const message = 'Lot L-160000 gave 2.0 kg, but no delivery, step or batch filled it.';
    expect(flagText(message, createFormat('en'))).toBe(
      'Lot L-160000 gave 2 kg, but no delivery, step or batch filled it.',
    );
  });
});
