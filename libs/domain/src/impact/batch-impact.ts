import type { BatchState } from '../batch/batch.js';
import { recycledGramsOf } from '../batch/recycled.js';
import { AmountsBuilder } from '../amounts/amounts.js';
import { sortedGaps, type Gap, type GapTopic } from '../amounts/gaps.js';
import type { BatchMeters, KitchenContext } from '../kitchen/context.js';
import { placeAt } from '../kitchen/places.js';
import { kitchenDay } from '../log/time.js';
import { baselineAt } from '../reference/lookup.js';
import { addCircularity } from './batch-circularity.js';
import { addDiversion } from './batch-diversion.js';
import { addEffectiveness } from './batch-effectiveness.js';
import { addGreenhouseGases } from './batch-greenhouse-gas.js';
import type { BatchPlace } from './batch-place.js';

/**
 * Adds what a batch means beyond its masses: diverted plastic by fate and ocean-bound class and, once it is finished, its
 * circularity, greenhouse gases and effectiveness. Factors and baselines are those of the place and day on which the
 * batch counts. What cannot be known is never a zero: its product is counted as unknown and a sentence says why.
 * @param meters what the meters counted over the batch; null or a reason when that is not known
 * @returns the gaps, sorted, none twice
 */
export function addImpact(
  into: AmountsBuilder,
  state: BatchState,
  meters: BatchMeters | null,
  context: KitchenContext,
): Gap[] {
  const recycledGrams = recycledGramsOf(state);
  const time = state.finishedAt ?? state.lastEventAt;
  const { country, timeZone } = placeAt(context.places, time);
  const at: BatchPlace = { context, country, day: kitchenDay(time, timeZone) };
  const baseline = baselineAt(context.reference, context.kitchenId, country, at.day);
  const gaps: Gap[] = [];
  /** Each part counts wholly or not at all: then its product counts as unknown, and a gap says why. */
  const add = (
    about: GapTopic,
    part: string,
    addTo: (into: AmountsBuilder) => string[],
    unknown: () => unknown,
  ): void => {
    const amounts = new AmountsBuilder();
    try {
      gaps.push(...addTo(amounts).map((message) => ({ about, message })));
      if (!into.addTogether(amounts)) unknown();
    } catch (error) {
      // What a published record says wrong costs this figure, never the batch nor its kitchen.
      if (!(error instanceof RangeError)) throw error;
      gaps.push({ about, message: `${part} not known: ${error.message}; correct the reference data` });
      unknown();
    }
  };
  if (recycledGrams !== null && recycledGrams > 0)
    add(
      'diversion',
      'what would have become of the plastic is',
      (amounts) => addDiversion(amounts, state, recycledGrams, baseline, at),
      () => into.add('divertedMg', recycledGrams * 1000, 'unknown'),
    );
  if (state.finishedAt !== null) {
    const ofUnknownCircularity = (): unknown => into.add('mciUnknownMg', state.goodGrams * 1000);
    const ofUnknownGases = (): unknown => into.add('ghgUnknownGoodGrams', state.goodGrams);
    if (recycledGrams === null) {
      const message =
        'circularity and greenhouse gases are not known: nothing is logged that went into the batch';
      gaps.push({ about: 'circularity', message }, { about: 'greenhouse-gases', message });
      ofUnknownCircularity();
      ofUnknownGases();
    } else {
      add(
        'circularity',
        'circularity is',
        (amounts) => addCircularity(amounts, state, recycledGrams, at),
        ofUnknownCircularity,
      );
      add(
        'greenhouse-gases',
        'the greenhouse gases are',
        (amounts) => addGreenhouseGases(amounts, state, recycledGrams, meters, baseline, at),
        ofUnknownGases,
      );
    }
    add(
      'effectiveness',
      'effectiveness is',
      (amounts) => addEffectiveness(amounts, state, context.machines),
      () => undefined,
    );
  }
  return sortedGaps(gaps);
}
