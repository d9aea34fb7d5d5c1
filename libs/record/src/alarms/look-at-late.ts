import type {
  AlarmFacts,
  AlarmWriter,
  ChannelReading,
  CurrentReading,
  LateHour,
  NewAlarm,
  RecipeLimits,
} from '@bakeloop/db';
import {
  beyond,
  findLate,
  isAtLeast,
  limitsOf,
  machineOf,
  riseAtEach,
  type LateFind,
  type PlacedRule,
  type Sighting,
} from '@bakeloop/domain';
import { FLOW_BEFORE_MS, heldAt, riseData, thresholdData, type Held } from './look-at-channels.js';

const HOUR_MS = 3_600_000;
/** Hours in one look at most: a transaction is short. What follows is the next look's. */
const MOST_HOURS = 6;
/** Readings of one channel in one look: a reading a second of so many hours, and what goes before. */
const MOST_READINGS = 25_000;

type Found = NewAlarm & { until: Date };

/**
 * Looks at past hours that readings came into behind what the timers had seen, as a whole. What is found is noted as detected
 * late and over; no timer moves by it, and nobody is told.
 * @returns the kitchen whose alarms changed, null where none did, and whether there may be more to look at
 */
export async function lookAtLate(
  facts: AlarmFacts,
  writer: AlarmWriter,
  rules: readonly PlacedRule[],
  now: Date,
): Promise<{ changed: string | null; more: boolean }> {
  const waiting = await facts.lateHours(MOST_HOURS);
  const [first] = waiting;
  if (first === undefined) return { changed: null, more: false };
  const hours = waiting.filter(({ hourMs }, index) => hourMs === first.hourMs + index * HOUR_MS);
  const found = await findsOf(facts, hours, rules);
  let isNews = false;
  for (const one of found) isNews = (await writer.noteLate(one, now)) || isNews;
  await facts.lookedAtLate(hours);
  return { changed: isNews ? first.kitchenId : null, more: true };
}

/** @param hours of one kitchen, one after the other */
async function findsOf(
  facts: AlarmFacts,
  hours: readonly LateHour[],
  rules: readonly PlacedRule[],
): Promise<Found[]> {
  const kitchenId = hours[0]?.kitchenId ?? '';
  const timers = await facts.timersOf(kitchenId);
  // Nobody has looked yet: what is newest is where looking begins.
  if (timers === null) return [];
  const current = await facts.current([kitchenId]);
  const watched = current
    .map((channel) => ({ channel, held: heldAt(channel, current, rules) }))
    .filter(({ held }) => held.thresholds.length + held.rises.length > 0);
  const longestMs = Math.max(0, ...watched.flatMap(({ held }) => lengthsOf(held)));
  const from = new Date((hours[0]?.hourMs ?? 0) - longestMs - FLOW_BEFORE_MS);
  const to = new Date((hours.at(-1)?.hourMs ?? 0) + HOUR_MS);
  const channelIds = new Set(
    watched.flatMap(({ channel, held }) => [
      channel.channelId,
      ...held.rises.flatMap(({ flow }) => flow?.channelId ?? []),
    ]),
  );
  const readings = new Map<number, ChannelReading[]>();
  for (const reading of await facts.readingsOver([...channelIds], { from, to }, MOST_READINGS)) {
    const known = readings.get(reading.channelId);
    if (known) known.push(reading);
    else readings.set(reading.channelId, [reading]);
  }
  const recipes = await facts.limitsOver(kitchenId, from, to);
  const found = new Map<string, Found>();
  const add = (one: Found): void => {
    const place = `${one.kind} ${one.subject}`;
    const other = found.get(place);
    found.set(place, other === undefined ? one : joined(other, one));
  };
  for (const { channel, held } of watched) {
    const subject = `channel:${channel.channel}`;
    const own = readings.get(channel.channelId) ?? [];
    /** What the timer has not seen yet is looked at in time. */
    const seenOf = (placed: PlacedRule): ChannelReading[] => {
      const upToMs = timers[`${placed.key} ${subject}`]?.upToMs ?? channel.atMs;
      return own.filter(({ atMs }) => atMs <= upToMs);
    };
    for (const placed of held.thresholds) {
      const sightings = seenOf(placed).map((reading) => {
        const recipe = recipeAt(recipes, channel, reading.atMs);
        const limits = limitsOf(placed.rule, recipe);
        const data = thresholdData(placed, channel, reading.value, limits, recipe);
        return { ...reading, ...beyond(reading.value, limits, placed.rule.hysteresis), data };
      });
      const late = findLate(sightings, placed.rule);
      if (late) add(foundOf(kitchenId, placed, subject, late));
    }
    for (const { placed, flow } of held.rises) {
      const seen = seenOf(placed);
      const flows = flow ? (readings.get(flow.channelId) ?? []) : [];
      const conditions = riseAtEach(placed.rule, seen, flows);
      const sightings = seen.flatMap((reading, index) => {
        const condition = conditions[index];
        return condition ? [{ ...reading, ...condition, data: riseData(placed, channel, reading) }] : [];
      });
      const late = findLate(sightings, placed.rule);
      if (late) add(foundOf(kitchenId, placed, subject, late));
    }
  }
  return [...found.values()];
}

/** How far back rules look, ms. */
const lengthsOf = ({ thresholds, rises }: Held): number[] => [
  ...thresholds.map(({ rule }) => rule.forSeconds * 1_000),
  ...rises.map(({ placed: { rule } }) => (rule.forSeconds + rule.overSeconds) * 1_000),
];

/** The recipe that ran on a channel's machine then. */
function recipeAt(
  recipes: readonly RecipeLimits[],
  { channel }: CurrentReading,
  atMs: number,
): RecipeLimits | null {
  const machine = machineOf(channel);
  return (
    recipes.find(
      (one) =>
        one.machine === machine && (one.startedMs ?? Infinity) <= atMs && atMs < (one.finishedMs ?? Infinity),
    ) ?? null
  );
}

function foundOf(
  kitchenId: string,
  { key, rule }: PlacedRule,
  subject: string,
  { sinceMs, untilMs, seen }: LateFind<Sighting & Pick<NewAlarm, 'data'>>,
): Found {
  const { kind, severity, name } = rule;
  return {
    kitchenId,
    kind,
    subject,
    severity,
    ruleKey: key,
    data: { name, ...seen.data, untilMs },
    since: new Date(sinceMs),
    until: new Date(untilMs),
    detectedLate: true,
  };
}

/** Of two rules of a kind at a subject: as bad as the worse, for as long as the longer. */
function joined(one: Found, other: Found): Found {
  const worse = isAtLeast(one.severity, other.severity) ? one : other;
  return {
    ...worse,
    since: one.since < other.since ? one.since : other.since,
    until: one.until > other.until ? one.until : other.until,
  };
}
