import type { PeriodBalance } from '@bakeloop/contracts';
import { ContributionRepository } from '@bakeloop/db';
import { detectDrift } from '@bakeloop/domain';
import { Injectable } from '@nestjs/common';

/** Batches that a run of closures is looked for in: some weeks of work. */
const BATCHES = 60;

/** A scale that drifts shows in the closures of the batches weighed on it, long before its calibration is due. */
@Injectable()
export class ScaleDrift {
  constructor(private readonly contributions: ContributionRepository) {}

  /**
   * @param contributions of a transaction, where it is asked within one
   * @returns null when the last finished batches of the kitchen show none
   */
  async of(kitchenId: string, contributions = this.contributions): Promise<PeriodBalance['drift']> {
    const batches = await contributions.finishedSinceCalibration(kitchenId, BATCHES);
    return detectDrift(
      batches.map(
        ({ batchId, finishedFeedGrams, unaccountedGrams, closureVarianceG2, closureScaleErrorMg }) => ({
          batchId,
          closure: unaccountedGrams / finishedFeedGrams,
          uncertainty: Math.sqrt(closureVarianceG2 + (closureScaleErrorMg / 1_000) ** 2) / finishedFeedGrams,
        }),
      ),
    );
  }
}
