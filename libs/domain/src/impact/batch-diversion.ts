import type { BatchState } from '../batch/batch.js';
import type { AmountsBuilder } from '../amounts/amounts.js';
import type { ReferenceRecord } from '../reference/reference.js';
import type { BatchPlace } from './batch-place.js';
import { fateShares, splitMg } from './diversion.js';

/**
 * Adds the diverted plastic by what would have become of it and by ocean-bound class. The parts by fate sum to the
 * diverted mass exactly; without a baseline all of it is `unknown`. What came from fishing is fishing material wherever
 * the kitchen stands, and what came from a landfill is in no class, since no delivery says whether that was managed;
 * both in proportion to what was delivered. The rest has the class of the place.
 * @param recycledGrams new recycled plastic in its good product
 * @throws RangeError when the shares of the baseline do not sum to 1
 */
export function addDiversion(
  into: AmountsBuilder,
  state: BatchState,
  recycledGrams: number,
  baseline: ReferenceRecord<'baseline'> | null,
  at: BatchPlace,
): string[] {
  const mg = Math.round(recycledGrams * 1000);
  if (baseline === null) {
    into.add('divertedMg', mg, 'unknown');
    return [noBaseline(at)];
  }
  for (const [fate, part] of splitMg(mg, fateShares(baseline))) into.add('divertedMg', part, fate);
  const { oceanBound } = baseline.body;
  if (oceanBound === null)
    return [`nobody said whether plastic here is bound for the ocean: say so in baseline ${baseline.id}`];
  into.add('oceanClassifiedMg', mg);
  const { grossBySource, grossGrams, traced } = state.provenance;
  const shareOf = (source: 'fishing' | 'landfill'): number =>
    traced && grossGrams > 0 ? Math.min(1, grossBySource[source] / grossGrams) : 0;
  const [fishing, landfill] = [shareOf('fishing'), shareOf('landfill')];
  for (const [origin, part] of splitMg(mg, { fishing, place: 1 - fishing - landfill, landfill })) {
    if (origin === 'landfill') continue;
    const oceanClass = origin === 'fishing' ? 'fishing-material' : oceanBound.class;
    if (oceanClass !== 'none') into.add('oceanBoundMg', part, `${oceanClass}/${oceanBound.ruleSet}`);
  }
  return [];
}

/** What a batch with recycled plastic lacks where nobody published a baseline. */
export function noBaseline({ context, country }: BatchPlace): string {
  const where = country === null ? context.kitchenId : `${context.kitchenId} or ${country}`;
  return `what would have become of the plastic is not known: publish a baseline for ${where} under Reference data`;
}
