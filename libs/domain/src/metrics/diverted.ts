import { newRecycledGrams, recycledGramsOf } from '../recycled.js';
import { known, mass, unknown, type Metric } from './metric.js';

export const diverted: Metric = {
  id: 'diverted',
  name: 'Diverted plastic',
  unit: 'kg',
  formula: 'good * new recycled input / feed',
  source: 'Recycled plastic in good product, not intake; granulate fed again counted in its own batch',
  compute(batch) {
    const recycledGrams = recycledGramsOf(batch);
    const inputs = [
      mass('good', batch.goodGrams),
      mass('new recycled input', newRecycledGrams(batch.feedstock)),
      mass('feed', batch.feedGrams),
    ];
    return recycledGrams === null
      ? { ...unknown('no input is logged'), inputs }
      : { ...known(recycledGrams / 1000), inputs };
  },
};
