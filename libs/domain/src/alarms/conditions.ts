import type { Sighting } from './timer.js';
import type { ThresholdRule, ZeroFlowRule } from './rules.js';

type Condition = Pick<Sighting, 'bad' | 'good'>;

/** Limits in the channel's unit; null: none on that side. */
export interface Limits {
  above: number | null;
  below: number | null;
}

/**
 * The limits a channel is held against.
 * @param recipe of the running batch, in its unit; null: none runs, or its recipe has none
 * @returns null where there are none now
 */
export function limitsOf(rule: ThresholdRule, recipe: { min: number; max: number } | null): Limits | null {
  if (rule.limit.of === 'value') return rule.limit;
  return recipe && { above: recipe.max + rule.limit.marginCel, below: null };
}

/** Beyond a limit is bad; within both by the hysteresis is good. Without limits all is good. */
export function beyond(value: number, limits: Limits | null, hysteresis: number): Condition {
  if (limits === null) return { bad: false, good: true };
  const { above, below } = limits;
  return {
    bad: (above !== null && value > above) || (below !== null && value < below),
    good: (above === null || value <= above - hysteresis) && (below === null || value >= below + hysteresis),
  };
}

export interface Reading {
  atMs: number;
  value: number;
}

/**
 * Whether a temperature rises while nothing flows, at each of its readings, as `risesWithoutFlow` says it of one; each looks
 * at no more of the others than its rule asks for, however many there are.
 * @param temperatures by time; @param flows of the same machine, by time
 */
export function riseAtEach(
  rule: ZeroFlowRule,
  temperatures: readonly Reading[],
  flows: readonly Reading[],
): Condition[] {
  let [first, firstFlow, flowEnd] = [0, 0, 0];
  return temperatures.map(({ atMs }, index) => {
    const fromMs = atMs - rule.overSeconds * 1_000;
    while ((temperatures[first]?.atMs ?? Infinity) < fromMs) first += 1;
    while ((flows[firstFlow]?.atMs ?? Infinity) < fromMs - STANDS_MS) firstFlow += 1;
    while ((flows[flowEnd]?.atMs ?? Infinity) <= atMs) flowEnd += 1;
    return risesWithoutFlow(rule, temperatures.slice(first, index + 1), flows.slice(firstFlow, flowEnd));
  });
}

/** A reading counts for so long after it was taken, ms: what is reported on change alone stands until the next. */
const STANDS_MS = 10 * 60_000;

/**
 * Whether a temperature rises while nothing flows, at its newest reading. Half the rise, or a flow, ends it.
 * @param temperatures up to that reading, by time; @param flows of the same machine, by time
 */
export function risesWithoutFlow(
  rule: ZeroFlowRule,
  temperatures: readonly Reading[],
  flows: readonly Reading[],
): Condition {
  const newest = temperatures.at(-1);
  if (newest === undefined) return { bad: false, good: true };
  const fromMs = newest.atMs - rule.overSeconds * 1_000;
  const first = temperatures.find(({ atMs }) => atMs >= fromMs);
  const minutes = first === undefined ? 0 : (newest.atMs - first.atMs) / 60_000;
  // Half of the time at least: two readings a moment apart say nothing of a rise.
  const isKnown = first !== undefined && minutes * 60 >= rule.overSeconds / 2;
  const rise = isKnown ? (newest.value - first.value) / minutes : 0;
  const before = flows.findLast(({ atMs }) => atMs <= fromMs && atMs >= fromMs - STANDS_MS);
  const since = flows.filter(({ atMs }) => atMs > fromMs && atMs <= newest.atMs);
  const told = [...(before ? [before] : []), ...since];
  // A machine of which nothing says that it flows is not known to stand.
  const isStill = told.length > 0 && told.every(({ value }) => value <= rule.flowAtMost);
  const flowsNow = (told.at(-1)?.value ?? 0) > rule.flowAtMost;
  const isHot = newest.value >= rule.fromValue;
  return {
    bad: isStill && isHot && rise >= rule.risePerMinute,
    good: flowsNow || !isHot || (isKnown && rise < rule.risePerMinute / 2),
  };
}
