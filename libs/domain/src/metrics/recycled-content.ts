import type { BatchState } from '../batch.js';
import { known, mass, unknown, type Metric } from './metric.js';

const source =
  'ISO 14021 (recycled content) and EN 15343 (traceability); own scrap, masterbatch and fillers do not count';

function share(
  id: string,
  name: string,
  formula: string,
  parts: (batch: BatchState) => { of: string; grams: number; per: string; perGrams: number },
): Metric {
  return {
    id,
    name,
    unit: '1',
    formula,
    source,
    compute(batch) {
      const { of, grams, per, perGrams } = parts(batch);
      const inputs = [mass(of, grams), mass(per, perGrams)];
      return perGrams === 0
        ? { ...unknown(`no ${per} is logged`), inputs }
        : { ...known(grams / perGrams), inputs };
    },
  };
}

const recycledGrams = ({ feedstock }: BatchState): number =>
  feedstock.postConsumerGrams + feedstock.preConsumerGrams;

export const recycledContent = share(
  'recycled-content',
  'Recycled content, whole product',
  '(post-consumer + pre-consumer) / feed',
  (batch) => ({ of: 'recycled input', grams: recycledGrams(batch), per: 'feed', perGrams: batch.feedGrams }),
);

export const recycledContentPlastic = share(
  'recycled-content-plastic',
  'Recycled content, plastic only',
  '(post-consumer + pre-consumer) / feed without sand and fibre',
  (batch) => ({
    of: 'recycled input',
    grams: recycledGrams(batch),
    per: 'plastic feed',
    perGrams: batch.feedstock.plasticGrams,
  }),
);

export const postConsumerContent = share(
  'post-consumer-content',
  'Post-consumer content',
  'post-consumer / feed',
  (batch) => ({
    of: 'post-consumer input',
    grams: batch.feedstock.postConsumerGrams,
    per: 'feed',
    perGrams: batch.feedGrams,
  }),
);

export const preConsumerContent = share(
  'pre-consumer-content',
  'Pre-consumer content',
  'pre-consumer / feed',
  (batch) => ({
    of: 'pre-consumer input',
    grams: batch.feedstock.preConsumerGrams,
    per: 'feed',
    perGrams: batch.feedGrams,
  }),
);
