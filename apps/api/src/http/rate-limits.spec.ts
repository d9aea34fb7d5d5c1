import { IdentityError } from '@bakeloop/identity';
import { describe, expect, it } from '@jest/globals';
import type { ApiSettings } from '../settings.js';
import { RateLimits } from './rate-limits.js';

const limits = () =>
  new RateLimits({ requestsAMinute: { ofPublic: 100, ofPeople: 100 } } as unknown as ApiSettings);
const burst = async (one: () => Promise<unknown>) => {
  const settled = await Promise.allSettled(Array.from({ length: 50 }, one));
  return settled.filter(({ status }) => status === 'fulfilled').length;
};
/** As long as a password takes to be looked at: the others ask meanwhile. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('guesses', () => {
  it('at the password of a link are counted before they are looked at, however many come at once', async () => {
    const { limits: of, looked } = { limits: limits(), looked: { times: 0 } };
    const guess = (isRight: boolean) => () =>
      of.countingLinkPasswords('link', async () => {
        looked.times += 1;
        await aWhile();
        return isRight;
      });
    expect(await burst(guess(false))).toBe(10);
    expect(looked.times).toBe(10);
    await expect(guess(true)()).rejects.toThrow();
  });

  it('that are right cost nothing', async () => {
    const of = limits();
    for (let n = 0; n < 30; n += 1)
      expect(await of.countingLinkPasswords('link', () => Promise.resolve(true))).toBe(true);
  });

  it('at a code are counted before they are looked at; what was no wrong code is given back', async () => {
    const of = limits();
    let looked = 0;
    const fail = (fault: 'wrong-code' | 'wrong-credentials') => () =>
      of.countingCodes('account', async () => {
        looked += 1;
        await aWhile();
        throw new IdentityError(fault, 'no');
      });
    for (let n = 0; n < 20; n += 1) await fail('wrong-credentials')().catch(() => undefined);
    expect(looked).toBe(20);
    await burst(fail('wrong-code'));
    expect(looked).toBe(30);
  });
});
