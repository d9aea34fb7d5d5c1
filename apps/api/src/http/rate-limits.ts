import type { Principal } from '@bakeloop/identity';
import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ApiSettings } from '../settings.js';
import { ProblemError } from './problem-error.js';

const QUARTER_S = 15 * 60;

/**
 * How often something may be asked, by each process of the API. A guess at a password counts against the address and the
 * account together: so nobody locks somebody else out, and a whole network is slowed only when it guesses a lot.
 */
@Injectable()
export class RateLimits {
  private readonly ofPublic: RateLimiterMemory;
  private readonly ofPeople: RateLimiterMemory;
  private readonly guesses = new RateLimiterMemory({ points: 5, duration: QUARTER_S });
  private readonly guessesOfAddress = new RateLimiterMemory({ points: 100, duration: QUARTER_S });
  private readonly links = new RateLimiterMemory({ points: 30, duration: QUARTER_S });

  constructor(settings: ApiSettings) {
    this.ofPublic = new RateLimiterMemory({ points: settings.requestsAMinute.ofPublic, duration: 60 });
    this.ofPeople = new RateLimiterMemory({ points: settings.requestsAMinute.ofPeople, duration: 60 });
  }

  /** @throws ProblemError 429 */
  async request({ person, tokenId }: Principal, address: string): Promise<void> {
    const who = tokenId ?? person?.id;
    await spend(who === undefined ? this.ofPublic : this.ofPeople, who ?? address);
  }

  /** To be called before a password is looked at. @throws ProblemError 429 */
  async guess(email: string, address: string): Promise<void> {
    await spend(this.guessesOfAddress, address);
    await spend(this.guesses, `${address} ${email}`);
  }

  /** The guess was right: what came before was a slip of the finger. */
  async guessed(email: string, address: string): Promise<void> {
    await this.guesses.delete(`${address} ${email}`);
  }

  /** @throws ProblemError 429 */
  async link(address: string): Promise<void> {
    await spend(this.links, address);
  }
}

async function spend(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1_000));
    throw new ProblemError(
      {
        type: '/problems/too-often',
        title: 'Asked too often',
        status: 429,
        detail: `Nothing was changed. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
      },
      { 'retry-after': String(seconds) },
    );
  }
}
