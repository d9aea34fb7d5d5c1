import { IdentityError, type Principal } from '@bakeloop/identity';
import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ApiSettings } from '../settings.js';
import { networkOf } from './network.js';
import { ProblemError } from './problem-error.js';

const QUARTER_S = 15 * 60;
/** Codes of one account in a quarter of an hour: of a million, three are right at a time. */
const WRONG_CODES = 10;

/**
 * How often something may be asked, by each process of the API. A guess at a password counts against the address and the
 * account together: so nobody locks somebody else out, and a whole network is slowed only when it guesses a lot. A guess at
 * a code counts against the account, wherever it comes from: only who has the password gets so far.
 */
@Injectable()
export class RateLimits {
  private readonly ofPublic: RateLimiterMemory;
  private readonly ofPeople: RateLimiterMemory;
  private readonly guesses = new RateLimiterMemory({ points: 5, duration: QUARTER_S });
  private readonly guessesOfAddress = new RateLimiterMemory({ points: 100, duration: QUARTER_S });
  private readonly codes = new RateLimiterMemory({ points: WRONG_CODES, duration: QUARTER_S });
  private readonly linkPasswords = new RateLimiterMemory({ points: WRONG_CODES, duration: QUARTER_S });
  /** Of the messages that somebody has sent to themselves: enough to set up every way, too few to bother anybody with. */
  private readonly alarmTests = new RateLimiterMemory({ points: 10, duration: QUARTER_S });
  /** Every week of a year with room to read. */
  private readonly documents = new RateLimiterMemory({ points: 60, duration: QUARTER_S });
  private readonly links = new RateLimiterMemory({ points: 30, duration: QUARTER_S });

  constructor(settings: ApiSettings) {
    this.ofPublic = new RateLimiterMemory({ points: settings.requestsAMinute.ofPublic, duration: 60 });
    this.ofPeople = new RateLimiterMemory({ points: settings.requestsAMinute.ofPeople, duration: 60 });
  }

  /** @throws ProblemError 429 */
  async request({ person, tokenId }: Principal, address: string): Promise<void> {
    const who = tokenId ?? person?.id;
    await spend(who === undefined ? this.ofPublic : this.ofPeople, who ?? networkOf(address));
  }

  /** To be called before a password is looked at. @throws ProblemError 429 */
  async guess(account: string, address: string): Promise<void> {
    await spend(this.guessesOfAddress, networkOf(address));
    await spend(this.guesses, `${networkOf(address)} ${account}`);
  }

  /** Does what takes the password and the code of an account, and counts wrong codes. @throws ProblemError 429 */
  async countingCodes<T>(account: string, open: () => Promise<T>): Promise<T> {
    const giveBack = await take(this.codes, account);
    try {
      const opened = await open();
      await giveBack();
      return opened;
    } catch (error) {
      if (!(error instanceof IdentityError && error.fault === 'wrong-code')) await giveBack();
      throw error;
    }
  }

  /** The guess was right: what came before was a slip of the finger. */
  async guessed(account: string, address: string): Promise<void> {
    await this.guesses.delete(`${networkOf(address)} ${account}`);
  }

  /** Does what takes the password of a shared link, and counts wrong ones by link, wherever they come from. @throws ProblemError 429 */
  async countingLinkPasswords(linkId: string, open: () => Promise<boolean>): Promise<boolean> {
    const giveBack = await take(this.linkPasswords, linkId);
    const isRight = await open().catch(async (error: unknown) => {
      await giveBack();
      throw error;
    });
    if (isRight) await giveBack();
    return isRight;
  }

  /** A test of a way to be told of alarms. @throws ProblemError 429 */
  async alarmTest(personId: string): Promise<void> {
    await spend(this.alarmTests, personId);
  }

  /** A report that somebody asks for as a document: drawing one takes a processor for as long as that lasts. @throws ProblemError 429 */
  async document({ person, tokenId }: Principal): Promise<void> {
    await spend(this.documents, person?.id ?? tokenId ?? '');
  }

  /** @throws ProblemError 429 */
  async link(address: string): Promise<void> {
    await spend(this.links, networkOf(address));
  }
}

/**
 * Counts a guess before it is looked at: else as many as come at once would all pass.
 * @returns gives it back, where it was none @throws ProblemError 429
 */
async function take(limiter: RateLimiterMemory, key: string): Promise<() => Promise<void>> {
  const giveBack = async (): Promise<void> => void (await limiter.reward(key));
  const taken = await limiter.penalty(key);
  if (taken.consumedPoints <= limiter.points) return giveBack;
  await giveBack();
  throw tooOften(taken);
}

async function spend(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    throw error instanceof RateLimiterRes ? tooOften(error) : error;
  }
}

const tooOften = ({ msBeforeNext }: RateLimiterRes): ProblemError => askedTooOften(msBeforeNext / 1_000);

/** @param waitS until it may be asked again */
export function askedTooOften(waitS: number): ProblemError {
  const seconds = Math.max(1, Math.ceil(waitS));
  return new ProblemError(
    {
      type: '/problems/too-often',
      title: 'Asked too often',
      status: 429,
      detail: `Nothing was changed. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    },
    { 'retry-after': String(seconds) },
  );
}
