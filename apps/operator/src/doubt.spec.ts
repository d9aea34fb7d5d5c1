import { describe, expect, it } from '@jest/globals';
import './language/later.js';
import { doubtAbout, inGrams, weighedIn, type Weighed } from './doubt.js';
import { CONTAINERS, weighedAs } from './intake/draft.js';
import { doubtIn, fieldsOf } from './log/mend.js';

const EVERY: Weighed[] = ['loose', 'bag', 'crate', 'bin', 'lot', 'batch', 'load', 'returned', 'testWeight'];

describe('a weight that is hardly ever right', () => {
  it('is asked about: a bag of 4,000 kg is a scale that shows grams', () => {
    expect(doubtAbout('bag', 4_000_000)?.words).toBe(
      '4,000.0\u00a0kg is a lot: more than 1,000.0\u00a0kg is rare here. Was it grams, or is a point missing?',
    );
    expect(inGrams({ grams: 4_000_000 }, 1)).toBe('4');
    expect(inGrams({ grams: 4_950_000 }, 2)).toBe('4.95');
  });

  it.each(EVERY)('of %s is asked about, and an ordinary one is not', (what) => {
    expect(doubtAbout(what, 24_500)).toBeNull();
    expect(doubtAbout(what, null)).toBeNull();
    // What a scale that shows grams makes of 24.5 kg.
    expect(doubtAbout(what, 24_500_000)).toMatchObject({ grams: 24_500_000 });
  });

  it('is asked about once: who is sure goes on, until it is another', () => {
    const doubt = doubtAbout('lot', 4_000_000);
    const sureOf = doubt?.key ?? '';
    expect(doubtAbout('lot', 4_000_000, { sureOf })).toBeNull();
    expect(doubtAbout('lot', 40_000_000, { sureOf })).not.toBeNull();
    expect(doubtAbout('batch', 4_000_000, { sureOf })).not.toBeNull();
  });

  it('of pieces is held against what two people carry, whatever a lorry does', () => {
    expect(doubtAbout('load', 9_800_000, { pieces: 2_000 })).toBeNull();
    expect(doubtAbout('load', 19_600_000, { pieces: 2_000 })?.words).toMatch(/^19,600.0\u00a0kg/);
    expect(doubtAbout('load', 400_000, { pieces: 4 })?.words).toMatch(/^100.0\u00a0kg a piece is a lot/);
    expect(doubtAbout('batch', 4_950_000, { pieces: 1 })?.words).toMatch(/^4,950.0\u00a0kg a piece/);
  });

  it('has a bound for whatever a delivery comes in, lower the less it holds', () => {
    const asked = (grams: number) =>
      CONTAINERS.filter((container) => doubtAbout(weighedAs(container), grams) !== null);
    expect(asked(500_000)).toEqual([]);
    expect(asked(600_000)).toEqual(['crate', 'bin']);
    expect(asked(1_500_000)).toEqual(['bag', 'crate', 'bin']);
    expect(asked(2_500_000)).toEqual([...CONTAINERS]);
  });

  it('is asked about in a correction too, by the pieces that it is of', () => {
    const event = {
      id: '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11',
      type: 'batch.output',
      batchId: 'B',
      time: '2026-03-02T13:00:00.000+03:00',
      data: { kind: 'product', pieces: 4, grams: 19_600 },
    } as const;
    const typed = (text: string) =>
      fieldsOf(event).map((field) => (field.name === 'grams' ? { ...field, text } : field));
    expect(doubtIn(event, typed('19.6'), '')).toBeNull();
    const found = doubtIn(event, typed('400'), '');
    expect(found).toMatchObject({ field: 'grams', doubt: { grams: 400_000 } });
    expect(doubtIn(event, typed('400'), found?.doubt.key ?? '')).toBeNull();
    expect(weighedIn('batch.stage')).toBeNull();
  });
});
