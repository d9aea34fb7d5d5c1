import { known, mass, unknown, type Metric } from './metric.js';

export const massBalanceClosure: Metric = {
  id: 'mass-balance-closure',
  name: 'Mass balance closure',
  unit: '1',
  formula: '(feed - good - regrind - purge - residue - rejected) / feed',
  source: 'Conservation of mass; beyond 2 % the batch is flagged',
  compute(batch) {
    const inputs = [
      mass('feed', batch.feedGrams),
      mass('good', batch.goodGrams),
      mass('regrind', batch.regrindGrams),
      mass('purge', batch.purgeGrams),
      mass('residue', batch.residueGrams),
      mass('rejected', batch.rejectedGrams),
    ];
    if (batch.feedGrams === 0) return { ...unknown('no input is logged'), inputs };
    if (batch.finishedAt === null)
      return { ...unknown('the batch is not finished: what is not out yet is still in the machine'), inputs };
    return { ...known(batch.unaccountedGrams / batch.feedGrams), inputs };
  },
};
