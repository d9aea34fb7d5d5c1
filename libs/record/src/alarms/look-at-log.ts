import type { AlarmFacts, CurrentReading, WatchedKitchen } from '@bakeloop/db';
import { isNamed, rulesAt, type AlarmRule, type Drift, type PlacedRule } from '@bakeloop/domain';
import type { KitchenTimers } from './kitchen-timers.js';

const DAY_MS = 86_400_000;
/** A batch whose mass does not add up is news for so long, ms; then it is history, which the data quality shows. */
const CLOSURE_NEWS_MS = 7 * DAY_MS;
const WEEK_MS = 7 * DAY_MS;

type Of<K extends AlarmRule['kind']> = PlacedRule & { rule: Extract<AlarmRule, { kind: K }> };

/** Kinds of rules that are looked at here. */
const LOG_KINDS: ReadonlySet<AlarmRule['kind']> = new Set([
  'pvc',
  'silence',
  'closure',
  'scale-drift',
  'calibration',
  'filter-hours',
  'ps-hours',
  'dead-letters',
]);

/** Whatever is not read from channels: what kitchens logged and did not, and how they report. */
export async function lookAtLog(
  facts: AlarmFacts,
  kitchens: readonly { watched: WatchedKitchen; timers: KitchenTimers }[],
  current: readonly CurrentReading[],
  rules: readonly PlacedRule[],
  driftOf: (kitchenId: string) => Promise<Drift | null>,
  nowMs: number,
): Promise<void> {
  const ids = kitchens.map(({ watched }) => watched.kitchenId);
  if (ids.length === 0) return;
  const before = (ms: number): Date => new Date(nowMs - ms);
  // One after the other: all of this is one transaction.
  const batches = await facts.finishedSince(ids, before(CLOSURE_NEWS_MS));
  const calibrations = await facts.calibrations(ids);
  const letters = await facts.openDeadLetters(ids);
  const psHours = await facts.psHours(ids, before(WEEK_MS));
  const tasks = new Set(rules.flatMap(({ rule }) => (rule.kind === 'filter-hours' ? [rule.task] : [])));
  const hoursSince = new Map<string, Map<string, number>>();
  for (const task of tasks)
    hoursSince.set(
      task,
      new Map((await facts.hoursSince(ids, task)).map((one) => [one.kitchenId, one.hours])),
    );
  for (const { watched, timers } of kitchens) {
    const { kitchenId } = watched;
    const here = rulesAt(rules, { kitchenId, machine: null });
    const of = <K extends AlarmRule['kind']>(kind: K): Of<K>[] =>
      here.filter((placed): placed is Of<K> => placed.rule.kind === kind);
    const own = <T extends { kitchenId: string }>(rows: readonly T[]): T[] =>
      rows.filter((row) => row.kitchenId === kitchenId);
    /** As it is now, by our own clock. */
    const is = (
      placed: PlacedRule,
      subject: string,
      bad: boolean,
      data: Parameters<KitchenTimers['see']>[3],
    ): void => timers.see(placed, subject, { atMs: nowMs, knownMs: nowMs, bad, good: !bad }, data);

    for (const placed of of('silence')) {
      const { channels, minutes } = placed.rule;
      const isOld = (ms: number): boolean => nowMs - ms > minutes * 60_000;
      const isSilent = watched.lastMessageMs !== null && isOld(watched.lastMessageMs);
      if (channels === null) is(placed, 'kitchen', isSilent, { lastMs: watched.lastMessageMs, minutes });
      else
        for (const { channel, intervalSeconds, knownMs } of own(current))
          // Nobody said how often the others come; and of a kitchen that is silent that is said once.
          if (intervalSeconds !== null && isNamed(channels, channel))
            is(
              placed,
              `channel:${channel}`,
              !isSilent && isOld(knownMs) && nowMs - knownMs > 3_000 * intervalSeconds,
              {
                lastMs: knownMs,
                minutes,
              },
            );
    }
    for (const placed of of('closure'))
      for (const { batchId, closure, finishedMs } of own(batches))
        if (Math.abs(closure) > placed.rule.beyond)
          timers.happened(
            placed,
            `batch:${batchId}`,
            { atMs: finishedMs, knownMs: nowMs },
            {
              closure,
              beyond: placed.rule.beyond,
              batchId,
            },
          );
    for (const placed of of('calibration'))
      for (const { scaleId, atMs } of own(calibrations))
        is(placed, `scale:${scaleId}`, nowMs - atMs > placed.rule.days * DAY_MS, {
          lastMs: atMs,
          days: placed.rule.days,
        });
    for (const placed of of('filter-hours')) {
      const hours = hoursSince.get(placed.rule.task)?.get(kitchenId) ?? 0;
      is(placed, 'kitchen', hours >= placed.rule.hours, { hours, limit: placed.rule.hours });
    }
    const ps = own(psHours)[0]?.hours ?? 0;
    for (const placed of of('ps-hours'))
      is(placed, 'kitchen', ps > placed.rule.hours, { hours: ps, limit: placed.rule.hours });
    const count = own(letters)[0]?.count ?? 0;
    for (const placed of of('dead-letters'))
      is(placed, 'kitchen', count > placed.rule.count, { count, limit: placed.rule.count });
    for (const placed of of('scale-drift')) {
      const drift = await driftOf(kitchenId);
      is(placed, 'kitchen', drift !== null, {
        batchId: drift?.sinceBatchId ?? null,
        words: drift?.words ?? null,
      });
    }
    timers.endOthers(keysOf(here, (kind) => LOG_KINDS.has(kind) && kind !== 'pvc'));
  }
}

/** Finds of PVC: looked at each time, since nobody may wait for it. */
export async function lookAtPvc(
  facts: AlarmFacts,
  kitchens: ReadonlyMap<string, KitchenTimers>,
  rules: readonly PlacedRule[],
  nowMs: number,
): Promise<void> {
  const finds = await facts.pvcSince(new Date(nowMs - WEEK_MS));
  for (const [kitchenId, timers] of kitchens) {
    const here = rulesAt(rules, { kitchenId, machine: null });
    for (const placed of here) {
      if (placed.rule.kind !== 'pvc') continue;
      const newsMs = placed.rule.hours * 3_600_000;
      for (const { eventId, lotId, atMs, knownMs } of finds.filter((find) => find.kitchenId === kitchenId))
        if (nowMs - Math.max(atMs, knownMs) < newsMs)
          timers.happened(
            placed,
            lotId === null ? 'kitchen' : `lot:${lotId}`,
            { atMs, knownMs },
            { eventId, lotId },
          );
    }
    timers.endOthers(keysOf(here, (kind) => kind === 'pvc'));
  }
}

/** The keys of the rules of some kinds. */
const keysOf = (rules: readonly PlacedRule[], wanted: (kind: AlarmRule['kind']) => boolean): Set<string> =>
  new Set(rules.filter(({ rule }) => wanted(rule.kind)).map(({ key }) => key));
