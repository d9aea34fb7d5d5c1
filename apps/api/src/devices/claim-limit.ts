import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ProblemError } from '../http/problem-error.js';

/** Enough for a site that sets up several kitchens behind one address; a code has 60 bits, so no guessing gets anywhere. */
const BY_ADDRESS = { points: 20, duration: 600 };
/** A crowd of addresses costs the database no more than this. */
const ALTOGETHER = { points: 300, duration: 60 };

/** How many claim codes may be tried, by this process. */
@Injectable()
export class ClaimLimit {
  private readonly byAddress = new RateLimiterMemory(BY_ADDRESS);
  private readonly altogether = new RateLimiterMemory(ALTOGETHER);

  /** @throws ProblemError 429 */
  async spend(address: string): Promise<void> {
    try {
      await this.byAddress.consume(address);
      await this.altogether.consume('all');
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1_000));
      throw new ProblemError(
        {
          type: '/problems/too-many-tries',
          title: 'Too many claim codes were tried',
          status: 429,
          detail: `Try again in ${seconds} seconds. A code that was typed wrongly is not used up.`,
        },
        { 'retry-after': String(seconds) },
      );
    }
  }
}
