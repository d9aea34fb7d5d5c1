import type { AlarmData, AlarmFacts, ChannelReading, CurrentReading, RecipeLimits } from '@bakeloop/db';
import {
  beyond,
  isNamed,
  limitsOf,
  machineOf,
  riseAtEach,
  rulesAt,
  type AlarmRule,
  type Limits,
  type PlacedRule,
} from '@bakeloop/domain';
import type { KitchenTimers } from './kitchen-timers.js';

/** Readings of one channel in one look: more wait for the next. */
const MOST_READINGS = 2_000;
/** A flow may have been said so long before it is looked at, ms. */
export const FLOW_BEFORE_MS = 10 * 60_000;
/** A value stands for three intervals, and no shorter than this, ms (as presence does, B3). */
const STANDS_MS = 120_000;

type ReadingRule<K extends AlarmRule['kind']> = PlacedRule & { rule: Extract<AlarmRule, { kind: K }> };
const isOf = <K extends AlarmRule['kind']>(placed: PlacedRule, kind: K): placed is ReadingRule<K> =>
  placed.rule.kind === kind;

/** The rules that hold at a channel. */
export interface Held {
  thresholds: ReadingRule<'threshold'>[];
  rises: { placed: ReadingRule<'zero-flow'>; flow: CurrentReading | null }[];
}
interface Watched extends Held {
  current: CurrentReading;
  timers: KitchenTimers;
  /** From here on it was not looked at, ms. */
  afterMs: number;
}

/**
 * Takes each kitchen's timers over the readings since the last look, in the order in which they were taken; a channel that is
 * met for the first time begins with its newest.
 * @returns kitchens of which there are more readings than one look takes
 */
export async function lookAtChannels(
  facts: AlarmFacts,
  kitchens: ReadonlyMap<string, KitchenTimers>,
  current: readonly CurrentReading[],
  rules: readonly PlacedRule[],
  nowMs: number,
): Promise<Set<string>> {
  const watched = current.flatMap((one) => watchedOf(one, current, kitchens.get(one.kitchenId), rules));
  if (watched.length === 0) return new Set();
  const afterMs = new Map<number, number>();
  const ask = (channelId: number, ms: number): void =>
    void afterMs.set(channelId, Math.min(ms, afterMs.get(channelId) ?? ms));
  for (const one of watched) {
    ask(one.current.channelId, one.afterMs);
    for (const { placed, flow } of one.rises) {
      const fromMs = one.afterMs - placed.rule.overSeconds * 1_000;
      ask(one.current.channelId, fromMs - 1);
      if (flow) ask(flow.channelId, fromMs - FLOW_BEFORE_MS);
    }
  }
  const asked = [...afterMs].map(([channelId, ms]) => ({ channelId, afterMs: ms }));
  const read = await facts.readingsAfter(asked, MOST_READINGS);
  const limits = await facts.runningLimits([...kitchens.keys()]);
  const readingsOf = new Map<number, ChannelReading[]>();
  for (const reading of read) {
    const known = readingsOf.get(reading.channelId);
    if (known) known.push(reading);
    else readingsOf.set(reading.channelId, [reading]);
  }
  const recipeOf = new Map(limits.map((one) => [`${one.kitchenId} ${one.machine}`, one]));
  const unfinished = new Set<string>();
  for (const { current: channel, timers, thresholds, rises, afterMs: fromMs } of watched) {
    const { kitchenId } = channel;
    const subject = `channel:${channel.channel}`;
    const readings = readingsOf.get(channel.channelId) ?? [];
    if (readings.length >= MOST_READINGS) unfinished.add(kitchenId);
    const isNow = nowMs - channel.atMs < Math.max(STANDS_MS, 3_000 * (channel.intervalSeconds ?? 0));
    for (const placed of thresholds) {
      const recipe = recipeOf.get(`${kitchenId} ${machineOf(channel.channel) ?? ''}`) ?? null;
      const held = limitsOf(placed.rule, recipe);
      for (const { atMs, knownMs, value } of readings)
        if (atMs > fromMs)
          timers.see(
            placed,
            subject,
            { atMs, knownMs, ...beyond(value, held, placed.rule.hysteresis) },
            thresholdData(placed, channel, value, held, recipe),
          );
      if (isNow) timers.wait(placed, subject, nowMs);
    }
    for (const { placed, flow } of rises) {
      const flows = flow ? (readingsOf.get(flow.channelId) ?? []) : [];
      const conditions = riseAtEach(placed.rule, readings, flows);
      readings.forEach((reading, index) => {
        const condition = conditions[index];
        if (reading.atMs > fromMs && condition)
          timers.see(placed, subject, { ...reading, ...condition }, riseData(placed, channel, reading));
      });
    }
  }
  return unfinished;
}

/** What is said of a value that is beyond its limits. */
export const thresholdData = (
  { rule }: ReadingRule<'threshold'>,
  { unit }: CurrentReading,
  value: number,
  held: Limits | null,
  recipe: RecipeLimits | null,
): AlarmData => ({
  value,
  unit,
  above: held?.above ?? null,
  below: held?.below ?? null,
  batchId: rule.limit.of === 'recipe' ? (recipe?.batchId ?? null) : null,
});

export const riseData = (
  { rule }: ReadingRule<'zero-flow'>,
  { unit }: CurrentReading,
  { value }: { value: number },
): AlarmData => ({ value, unit, rise: rule.risePerMinute });

/** @param all channels of the kitchen with their newest readings */
export function heldAt(
  { kitchenId, channel }: CurrentReading,
  all: readonly CurrentReading[],
  rules: readonly PlacedRule[],
): Held {
  const machine = machineOf(channel);
  const here = rulesAt(rules, { kitchenId, machine });
  const thresholds = here
    .filter((one) => isOf(one, 'threshold'))
    .filter(({ rule }) => isNamed(rule.channels, channel));
  const rises = here
    .filter((one) => isOf(one, 'zero-flow'))
    .filter(({ rule }) => isNamed(rule.channels, channel))
    .map((placed) => {
      const flow = all.find(
        (one) => one.kitchenId === kitchenId && isNamed(`${machine ?? ''}/${placed.rule.flow}`, one.channel),
      );
      return { placed, flow: flow ?? null };
    });
  return { thresholds, rises };
}

function watchedOf(
  current: CurrentReading,
  all: readonly CurrentReading[],
  timers: KitchenTimers | undefined,
  rules: readonly PlacedRule[],
): Watched[] {
  if (!timers) return [];
  const { channel } = current;
  const { thresholds, rises } = heldAt(current, all, rules);
  if (thresholds.length === 0 && rises.length === 0) return [];
  const seen = [...thresholds, ...rises.map(({ placed }) => placed)].map((placed) => {
    timers.hold(placed, `channel:${channel}`);
    return timers.timer(placed, `channel:${channel}`)?.upToMs ?? null;
  });
  // Of a rule that is new the newest reading alone; the others go on where they were.
  const told = seen.filter((ms) => ms !== null);
  const afterMs = told.length === 0 ? current.atMs - 1 : Math.min(...told);
  return afterMs >= current.atMs && !timers.waits ? [] : [{ current, timers, thresholds, rises, afterMs }];
}
