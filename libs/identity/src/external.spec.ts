import { describe, expect, it } from '@jest/globals';
import { externalDoor, lastsFrom, tookTwoFactors } from './external.js';

const HOUR_MS = 3_600_000;
const DAYS_90_MS = 90 * 24 * HOUR_MS;

describe('what a door says of a sign-in', () => {
  it('is two factors where it always is, or where the token says so by a word that was agreed on', () => {
    const agreed = { secondFactor: { acr: ['two', 'phr'], amr: ['hwk', 'mfa'] } };
    expect(tookTwoFactors({ secondFactor: true }, {})).toBe(true);
    expect(tookTwoFactors({ secondFactor: false }, { acr: 'two', amr: ['mfa'] })).toBe(false);
    expect(tookTwoFactors(agreed, { acr: 'phr' })).toBe(true);
    expect(tookTwoFactors(agreed, { acr: 'one', amr: ['pwd', 'mfa'] })).toBe(true);
    for (const said of [{}, { acr: '' }, { acr: 'phrase' }, { amr: ['pwd'] }, { acr: 'hwk', amr: ['two'] }])
      expect(tookTwoFactors(agreed, said)).toBe(false);
  });

  it('lasts so many hours from when somebody proved it there, and not at all after that', () => {
    const nowMs = Date.parse('2026-11-26T12:00:00Z');
    const auth_time = nowMs / 1_000 - 3_600;
    expect(lastsFrom({ sessionHours: 8 }, { auth_time }, nowMs)).toEqual({
      provedAgoMs: HOUR_MS,
      lifeMs: 7 * HOUR_MS,
    });
    expect(lastsFrom({ sessionHours: 1 }, { auth_time }, nowMs)).toBeNull();
    // A token that says nothing of when proves nothing of now.
    expect(lastsFrom({}, {}, nowMs)).toEqual({ provedAgoMs: null, lifeMs: DAYS_90_MS });
    expect(lastsFrom({}, { auth_time }, nowMs)).toEqual({ provedAgoMs: HOUR_MS, lifeMs: DAYS_90_MS });
    // A clock that is ahead there makes no session longer.
    expect(lastsFrom({ sessionHours: 8 }, { auth_time: nowMs / 1_000 + 60 }, nowMs)).toEqual({
      provedAgoMs: 0,
      lifeMs: 8 * HOUR_MS,
    });
  });

  it('is configured in words that mean something', () => {
    const door = {
      ...{ id: 'psp', name: 'PSP', issuer: 'https://login.example', clientId: 'c', clientSecret: 's' },
      ...{ organisation: 'PSP', role: 'staff', emailDomains: ['psp.example'] },
    };
    const reads = (more: object): boolean => externalDoor.safeParse({ ...door, ...more }).success;
    expect(externalDoor.parse(door)).toMatchObject({ secondFactor: false });
    expect(reads({ secondFactor: { amr: ['mfa'] }, sessionHours: 12 })).toBe(true);
    for (const wrong of [
      { secondFactor: {} },
      { secondFactor: 'yes' },
      { sessionHours: 0 },
      { sessionHours: 2_161 },
    ])
      expect(reads(wrong)).toBe(false);
  });
});
