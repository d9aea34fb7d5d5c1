import { SEED_REFERENCE, type ReferenceKind, type ReferenceRecord } from '@bakeloop/domain';
import { createFormat } from '@bakeloop/ui';
import { describe, expect, it } from '@jest/globals';
import {
  changesOf,
  exactPercent,
  isKind,
  nameOf,
  plainProblem,
  recordsFrom,
  rowsOf,
  summaryOf,
} from './reference-words.js';

const format = createFormat('en');
function seed<K extends ReferenceKind>(kind: K, id: string): ReferenceRecord<K> {
  for (const record of SEED_REFERENCE) if (record.id === id && isKind(record, kind)) return record;
  throw new Error(`no ${kind} ${id}`);
}
const valuesOf = (record: ReferenceRecord): Record<string, string> =>
  Object.fromEntries(rowsOf(record, format).map(({ label, value }) => [label, value]));

describe('a record in words', () => {
  it('says each fact with its unit, and what is not known', () => {
    expect(valuesOf(seed('polymer', 'PVC'))).toMatchObject({
      Rule: 'reject, never melt',
      'Worked at': 'not known',
      'Decomposes at': '200 to 300 °C',
    });
    expect(valuesOf(seed('recipe', 'r-paver-50'))).toMatchObject({
      Polymers: 'LDPE, HDPE',
      'Share of sand': '70 %',
      'Temperature limits': '190 to 230 °C',
    });
    expect(valuesOf(seed('baseline', 'ke'))).toMatchObject({
      'Would be left on a dump': '50 %',
      'Ocean-bound class': 'nobody said',
      Source: 'No source known',
    });
  });

  it('gives a factor with all its digits, its year and its source', () => {
    expect(valuesOf(seed('factor-set', 'electricity'))['grid-electricity, Kenya']).toBe(
      '0.070492 kg CO₂e per kWh · 2023 · uncertainty not known · Our World in Data / Ember, as shipped in codecarbon',
    );
  });

  it('has one line and a name for every seed', () => {
    for (const record of SEED_REFERENCE) {
      expect(summaryOf(record, format)).not.toBe('');
      expect(nameOf(record, format)).not.toBe('');
    }
    expect(summaryOf(seed('baseline', 'nl'), format)).toBe('98 % burned for energy, 2 % put in a landfill');
    expect(nameOf(seed('baseline', 'ke'), format)).toBe('Kenya');
    expect(nameOf(seed('baseline', 'ke-nbo-01'), format)).toBe('ke-nbo-01');
  });

  it('never rounds a share to what it is not', () => {
    expect(exactPercent(0.49999)).toMatch(/^49[.,]999 %$/);
    expect(exactPercent(0.07)).toBe('7 %');
  });

  it('tells a field of the wire by words', () => {
    expect(plainProblem('factors.0.kgCo2e: give a number')).toBe('factors 1 kg CO₂e: give a number');
    expect(plainProblem('resinCode: give a whole number')).toBe('resin code: give a whole number');
    expect(plainProblem('PVC is never melted. Reject: it burns.')).toBe(
      'PVC is never melted. Reject: it burns.',
    );
  });
});

describe('what changed between two versions', () => {
  it('is what reads differently, what came and what went; the rest is not mentioned', () => {
    const before = seed('recipe', 'r-paver-50');
    const after: ReferenceRecord = {
      ...before,
      version: 2,
      body: {
        ...before.body,
        limitsCel: null,
        components: [
          { material: 'flake', share: 0.3 },
          { material: 'fibre', share: 0.7 },
        ],
      },
    };
    expect(changesOf(rowsOf(before, format), rowsOf(after, format))).toEqual([
      { label: 'Temperature limits', before: '190 to 230 °C', after: 'none: every batch says so' },
      { label: 'Share of fibre', before: null, after: '70 %' },
      { label: 'Share of sand', before: '70 %', after: null },
    ]);
    expect(changesOf(rowsOf(before, format), rowsOf(before, format))).toEqual([]);
  });
});

it('leaves out a record whose body this page does not understand', () => {
  const ke = seed('baseline', 'ke');
  const view = (body: object) => ({ ...ke, body: { ...body } });
  expect(recordsFrom([view(ke.body), view({ shares: 'many' })])).toEqual([ke]);
});
