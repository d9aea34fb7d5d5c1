import { describe, expect, it } from '@jest/globals';
import { nearNames } from './near-names.js';

const NAMES = ['acceptance', 'recycled-content', 'recycled-content-plastic', 'oee', 'overall-efficiency'];

describe('the names nearest to a mistyped one', () => {
  it('mend a slip of the finger', () => {
    expect(nearNames('aceptance', NAMES)).toEqual(['acceptance']);
    expect(nearNames('oe', NAMES)).toEqual(['oee']);
  });

  it('share a word, whatever the rest', () => {
    expect(nearNames('plastic', NAMES)).toEqual(['recycled-content-plastic']);
    expect(nearNames('Recycled_Content', NAMES)).toEqual(['recycled-content', 'recycled-content-plastic']);
  });

  it('are none for what resembles nothing', () => {
    expect(nearNames('zzzzzzzz', NAMES)).toEqual([]);
  });
});
