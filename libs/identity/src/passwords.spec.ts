import { describe, expect, it } from '@jest/globals';
import { hashPassword, isOutdated, isPassword, weakness } from './passwords.js';

describe('a password', () => {
  const about = ['Wanjiru Kamau', 'w.kamau@likoni.example', 'Likoni Beam Kitchen', 'ke-msa-01'];

  it.each([
    'password123',
    'iloveyou123',
    'P@ssw0rd2024',
    'qwertyuiop[]',
    '1qaz2wsx3edc',
    'letmein1234',
    'trustno1trustno1',
  ])('that leaked often elsewhere, or is much like one, is refused and told so: %s', (password) => {
    expect(weakness(password, about)).toMatch(/^too easy to guess/);
  });

  it('says when it is among leaked ones', () => {
    expect(weakness('football1234', [])).toMatch(/leaked elsewhere/);
  });

  it.each(['likonibeam2026', 'Wanjiru-Kamau', 'bakeloop-ke-msa-01', 'kitchenlikoni!'])(
    'made of names around its owner is refused and told so: %s',
    (password) => {
      expect(weakness(password, about)).toMatch(/names that belong to you/);
    },
  );

  it('may hold a name, which counts for nothing', () => {
    expect(weakness('likoni tractor ledger violin', about)).toBeNull();
    expect(weakness('likoni tractor', about)).toMatch(/names that belong to you/);
  });

  it.each(['tractor ledger violin', 'Xk29-mwq8-Ztr1', 'mvua inanyesha mlimani leo'])(
    'that nobody guesses is taken, by no rule of digits and signs: %s',
    (password) => {
      expect(weakness(password, about)).toBeNull();
    },
  );

  it('is hashed anew when the cost has changed, and is the same password', async () => {
    const stored = await hashPassword('tractor ledger violin');
    expect(isOutdated(stored)).toBe(false);
    expect(isOutdated(stored.replace('m=19456', 'm=9216'))).toBe(true);
    expect(isOutdated(stored.replace('argon2id', 'argon2i'))).toBe(true);
    expect(await isPassword(stored, 'tractor ledger violin')).toBe(true);
  });
});
