import { describe, expect, it } from '@jest/globals';
import { numberOf, pointedAt } from './number-in.js';

describe('numbers in documents', () => {
  it.each([
    [21.5, 21.5],
    ['21.5', 21.5],
    [' -3e2\n', -300],
    ['.5', 0.5],
    [true, 1],
    [false, 0],
    ['', null],
    ['12kg', null],
    ['0x10', null],
    ['NaN', null],
    [NaN, null],
    [null, null],
    [[5], null],
    [undefined, null],
  ])('%j is %j', (value, number) => {
    expect(numberOf(value)).toBe(number);
  });

  // The example of RFC 6901, section 5.
  const document = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'm~n': 8, ' ': 7 };
  it.each([
    ['', document],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/m~0n', 8],
    ['/ ', 7],
    ['/foo/2', undefined],
    ['/foo/01', undefined],
    ['/foo/length', undefined],
    ['/constructor', undefined],
    ['/a~1b/deeper', undefined],
  ])('pointer "%s"', (pointer, value) => {
    expect(pointedAt(document, pointer)).toEqual(value);
  });
});
