import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  CLAIM_ALPHABET,
  CLAIM_LENGTH,
  claimUri,
  CREDENTIAL_SLOTS,
  deviceUsername,
  groupClaimCode,
  parseDeviceUsername,
  readClaimCode,
} from './devices.js';
import { KITCHEN_ID } from './topics.js';

const kitchens = fc
  .stringMatching(/^[a-z0-9]{1,9}(-[a-z0-9]{1,6}){1,3}$/)
  .filter((id) => KITCHEN_ID.test(id));
const codes = fc
  .array(fc.constantFrom(...CLAIM_ALPHABET), { minLength: CLAIM_LENGTH, maxLength: CLAIM_LENGTH })
  .map((characters) => groupClaimCode(characters.join('')));

describe('the user name of a credential', () => {
  it('says whose it is and which, for every kitchen', () => {
    fc.assert(
      fc.property(kitchens, fc.constantFrom(...CREDENTIAL_SLOTS), (kitchenId, slot) => {
        expect(parseDeviceUsername(deviceUsername(kitchenId, slot))).toEqual({ kitchenId, slot });
      }),
    );
  });

  it('is that of nobody when it is any other text', () => {
    for (const text of [
      '',
      'a',
      'ke-nbo-01.1',
      'ke-nbo-01.3',
      'ke-nbo-01.2.2',
      '.2',
      'a/b',
      '#',
      'Ke-Nbo',
      'ke-nbo-01 ',
    ])
      expect(parseDeviceUsername(text)).toBeNull();
    fc.assert(
      fc.property(fc.string(), (text) => {
        const named = parseDeviceUsername(text);
        expect(named === null || deviceUsername(named.kitchenId, named.slot) === text).toBe(true);
      }),
    );
  });
});

describe('a claim code', () => {
  it('has 60 bits of characters that nobody takes for one another', () => {
    expect(CLAIM_LENGTH * Math.log2(new Set(CLAIM_ALPHABET).size)).toBe(60);
    expect(CLAIM_ALPHABET).not.toMatch(/[01IO]/);
  });

  it('is read in any case, with blanks or without hyphens, and from its QR code', () => {
    fc.assert(
      fc.property(kitchens, codes, (kitchen, code) => {
        for (const given of [
          code,
          code.toLowerCase(),
          code.replaceAll('-', ''),
          ` ${code.replaceAll('-', ' ')}\n`,
          claimUri(kitchen, code),
        ])
          expect(readClaimCode(given)).toBe(code);
      }),
    );
    for (const given of [
      '',
      'K7WM-Q2X9-PD4',
      'K7WM-Q2X9-PD4TT',
      'O7WM-Q2X9-PD4T',
      'bakeloop:claim?kitchen=a',
    ])
      expect([given, readClaimCode(given)]).toEqual([given, null]);
  });
});
