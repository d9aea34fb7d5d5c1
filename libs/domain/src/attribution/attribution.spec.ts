import { describe, expect, it } from '@jest/globals';
import { readSerial, serialOf } from './serial.js';
import {
  mayBecome,
  overGrams,
  SHARE_STATES,
  sharesFigure,
  standingGrams,
  statesBefore,
  takeFrom,
} from './shares.js';

describe('a serial', () => {
  it('is read back however it is typed', () => {
    const serial = serialOf(2026, 123);
    expect(serial).toMatch(/^BL-2026-000123-\d\d$/);
    for (const typed of [
      serial,
      serial.toLowerCase(),
      serial.replaceAll('-', ' '),
      serial.replaceAll('-', ''),
    ])
      expect(readSerial(typed)).toBe(serial);
  });

  it('finds each wrong digit, and each two neighbours that changed places', () => {
    for (const number of [1, 90, 123_456, 9_876_543]) {
      const digits = serialOf(2026, number).replaceAll(/\D/g, '');
      for (let at = 0; at < digits.length; at++) {
        for (const wrong of '0123456789')
          if (wrong !== digits[at])
            expect(readSerial(`BL${digits.slice(0, at)}${wrong}${digits.slice(at + 1)}`)).toBeNull();
        const [one = '', two = ''] = digits.slice(at, at + 2);
        if (one !== two && two !== '')
          expect(readSerial(`BL${digits.slice(0, at)}${two}${one}${digits.slice(at + 2)}`)).toBeNull();
      }
    }
  });

  it('is not what is none', () => {
    for (const text of ['', 'BL', 'BL-2026-1-00', 'XX-2026-000123-18', `${serialOf(2026, 1)}0000000`])
      expect(readSerial(text)).toBeNull();
  });
});

describe('the state of an allocation', () => {
  it('only goes on: issued, reserved, retired; cancelled only what is not retired', () => {
    const ways = SHARE_STATES.flatMap((from) =>
      SHARE_STATES.filter((to) => mayBecome(from, to)).map((to) => `${from} ${to}`),
    );
    expect(ways).toEqual(['issued reserved', 'issued cancelled', 'reserved retired', 'reserved cancelled']);
    expect(statesBefore('cancelled')).toEqual(['issued', 'reserved']);
    expect(statesBefore('issued')).toEqual([]);
  });
});

describe('what is taken from batches', () => {
  const batch = (outputGrams: number, allocatedGrams: number) => ({ outputGrams, allocatedGrams });

  it('is all that is free, in order, until there is enough', () => {
    const batches = [batch(100, 40), batch(50, 50), batch(30, 90), batch(200, 0)];
    const { picks, missingGrams } = takeFrom(150, batches);
    expect(picks).toEqual([
      { batch: batches[0], grams: 60 },
      { batch: batches[3], grams: 90 },
    ]);
    expect(missingGrams).toBe(0);
    expect(takeFrom(1_000, batches).missingGrams).toBe(740);
  });

  it('bears its part where a correction left the batch with less than was allocated', () => {
    const short = batch(300, 400);
    expect(overGrams(short)).toBe(100);
    expect([100, 300].map((grams) => standingGrams(grams, short))).toEqual([75, 225]);
    // Rounded down each: together never more than there is.
    expect(standingGrams(1, batch(2, 3)) * 3).toBeLessThanOrEqual(2);
    expect(standingGrams(9e12, batch(9e12, 9e12 + 1))).toBeLessThan(9e12);
    expect(standingGrams(100, batch(0, 400))).toBe(0);
  });
});

describe('the figure of a sponsor', () => {
  it('has the lower bound of each batch in its share, and none where one batch has none', () => {
    const share = { grams: 500, outputGrams: 1_000, allocatedGrams: 800, conservativeGrams: 940 };
    expect(sharesFigure([share, share])).toEqual({
      allocatedGrams: 1_000,
      standingGrams: 1_000,
      conservativeGrams: 940,
    });
    expect(sharesFigure([share, { ...share, conservativeGrams: null }]).conservativeGrams).toBeNull();
    expect(sharesFigure([])).toEqual({ allocatedGrams: 0, standingGrams: 0, conservativeGrams: 0 });
    expect(sharesFigure([{ ...share, outputGrams: 0, conservativeGrams: 0 }])).toMatchObject({
      allocatedGrams: 500,
      standingGrams: 0,
      conservativeGrams: 0,
    });
  });
});
