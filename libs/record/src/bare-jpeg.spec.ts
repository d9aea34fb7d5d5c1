import { expect, it } from '@jest/globals';
import { isBareJpeg } from './bare-jpeg.js';

const segment = (marker: number, ...bytes: number[]): number[] => [
  0xff,
  marker,
  0,
  bytes.length + 2,
  ...bytes,
];
const START = [0xff, 0xd8];
const JFIF = segment(0xe0, ...Array.from({ length: 14 }, () => 0));
const TABLE = segment(0xdb, 1, 2, 3);
const FRAME = segment(0xc0, 8, 0, 1);
// A scan with a 0xFF of its own and a restart in it.
const SCAN = [...segment(0xda, 1, 2), 9, 0xff, 0, 7, 0xff, 0xd3, 5];
const END = [0xff, 0xd9];
const is = (...parts: number[][]) => isBareJpeg(Uint8Array.from(parts.flat()));

it('a JPEG of a picture and nothing else is bare, however many scans it has', () => {
  expect(is(START, JFIF, TABLE, FRAME, SCAN, END)).toBe(true);
  expect(is(START, TABLE, FRAME, SCAN, TABLE, SCAN, END)).toBe(true);
});

it('one that says where, by what or when it was made is not, wherever in it that stands', () => {
  const exif = segment(0xe1, 0x45, 0x78, 0x69, 0x66);
  expect(is(START, exif, JFIF, TABLE, FRAME, SCAN, END)).toBe(false);
  expect(is(START, JFIF, TABLE, FRAME, SCAN, exif, SCAN, END)).toBe(false);
  expect(is(START, JFIF, segment(0xfe, 1), TABLE, FRAME, SCAN, END)).toBe(false);
  expect(is(START, segment(0xe0, ...Array.from({ length: 30 }, () => 0)), FRAME, SCAN, END)).toBe(false);
});

it('one with something behind its end, without an end, or that is none is not', () => {
  expect(is(START, JFIF, TABLE, FRAME, SCAN, END, [0x3c])).toBe(false);
  expect(is(START, JFIF, TABLE, FRAME, SCAN)).toBe(false);
  expect(is(START, JFIF, TABLE)).toBe(false);
  expect(is([0x89, 0x50])).toBe(false);
  expect(is([])).toBe(false);
});
