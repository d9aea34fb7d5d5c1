/** The closure of one batch: unaccounted share of the feed, and its standard uncertainty, the same share. */
export interface Closure {
  batchId: string;
  closure: number;
  uncertainty: number;
}

export interface Drift {
  /** `losing`: less is weighed out than in, more and more. */
  direction: 'losing' | 'gaining';
  /** The batch with which the run began that gave the drift away. */
  sinceBatchId: string;
  /** One sentence for staff. */
  words: string;
}

/** Slack, in standard uncertainties: half the shift that is to be found, here of one standard uncertainty. Our proposal. */
const SLACK = 0.5;
/**
 * Decision limit, in standard uncertainties. With this slack a shift of one standard uncertainty shows after some 15
 * batches, and of a hundred true scales fewer than one rings a false alarm within 60 batches (simulated); the textbook's
 * 5 would ring for twelve, and a warning that is mostly false is soon read by nobody. Our proposal.
 */
const LIMIT = 8;
/** Share of the feed that batches usually lose as dust and vapour that nobody weighs: no scale drifts. Our proposal. */
const USUAL_LOSS = 0.005;
/** A batch further off is a slip in its log, flagged on its own: it counts no more than this, in standard uncertainties. */
const FURTHEST = 2;

/**
 * Finds a scale that drifts in a run of mass balances: two-sided tabular CUSUM over standardized closures (Page, Continuous
 * inspection schemes, Biometrika 41, 1954; NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.3), made robust to single
 * slips. Small errors of one sign add up until they pass the limit, though no single batch is out of bounds.
 * @param closures of finished batches in the order of their finish; one without an uncertainty is passed over
 * @returns the first drift of the run; null when there is none
 */
export function detectDrift(closures: readonly Closure[]): Drift | null {
  const runs = [
    { direction: 'losing' as const, sign: 1, usual: USUAL_LOSS, sum: 0, since: '' },
    { direction: 'gaining' as const, sign: -1, usual: 0, sum: 0, since: '' },
  ];
  for (const { batchId, closure, uncertainty } of closures) {
    if (!(uncertainty > 0) || !Number.isFinite(closure)) continue;
    for (const run of runs) {
      if (run.sum === 0) run.since = batchId;
      const off = (run.sign * closure - run.usual) / uncertainty;
      run.sum = Math.max(0, run.sum + Math.min(off, FURTHEST) - SLACK);
      if (run.sum <= LIMIT) continue;
      const { direction, since } = run;
      return {
        direction,
        sinceBatchId: since,
        words: `Since batch ${since} the batches keep ${direction} mass (seen at batch ${batchId}): check the scales with a known mass.`,
      };
    }
  }
  return null;
}
