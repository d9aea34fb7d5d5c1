import { kitchensWithin, type Standing } from '@bakeloop/contracts';
import {
  AlarmChannelRepository,
  AlarmFacts,
  AlarmRuleRepository,
  AlarmWriter,
  CanaryRepository,
  DeliveryRepository,
  takeAlarmLease,
  type AlarmRow,
  type Database,
  type DeliveryMessage,
  type Sql,
} from '@bakeloop/db';
import { mutedBy, rulesAt, wants, type Drift, type PlacedRule } from '@bakeloop/domain';
import { KitchenTimers } from './kitchen-timers.js';
import { lookAtChannels } from './look-at-channels.js';
import { lookAtLate } from './look-at-late.js';
import { lookAtLog, lookAtPvc } from './look-at-log.js';

/** Kitchens in one look at most: a transaction is short, and others wait for it on the embedded engine. */
const A_LOOK = 25;
/** What was sent is kept for so long, days. */
const DELIVERIES_KEPT_DAYS = 90;

export interface Looked {
  /** False: another process looks at this moment. */
  held: boolean;
  /** Kitchens whose alarms changed; null is the platform. */
  changed: (string | null)[];
  /** There is more to look at now. */
  more: boolean;
  /** Messages were queued. */
  queued: boolean;
}

/**
 * Looks at what is new since the last look, moves timers, raises and clears alarms, and queues what is to be told. In one
 * transaction, by one process at a time; whatever is not finished is done by the next look, after any restart.
 * @param o.driftOf whether the batches of a kitchen show that a scale drifts; asked within the transaction, since the
 *   embedded engine serves one at a time
 */
export async function evaluateAlarms(
  database: Database,
  o: { now: Date; startedMs: number; driftOf: (kitchenId: string, sql: Sql) => Promise<Drift | null> },
): Promise<Looked> {
  return database.transaction(async (sql): Promise<Looked> => {
    if (!(await takeAlarmLease(sql))) return { held: false, changed: [], more: false, queued: false };
    const nowMs = o.now.getTime();
    const [facts, writer] = [new AlarmFacts(sql), new AlarmWriter(sql)];
    const rules: PlacedRule[] = await new AlarmRuleRepository(sql).inForce();
    const due = await facts.dueKitchens(o.now, A_LOOK);
    const kitchens = new Map(due.map((one) => [one.kitchenId, new KitchenTimers(one.kitchenId, one.timers)]));
    const current = await facts.current([...kitchens.keys()]);
    const unfinished = await lookAtChannels(facts, kitchens, current, rules, nowMs);
    const logDue = due.flatMap((watched) => {
      const timers = kitchens.get(watched.kitchenId);
      return watched.logDue && timers ? [{ watched, timers }] : [];
    });
    await lookAtLog(facts, logDue, current, rules, (kitchenId) => o.driftOf(kitchenId, sql), nowMs);
    await lookAtPvc(facts, kitchens, rules, nowMs);
    const platform = new KitchenTimers(null, await facts.platformTimers());
    await lookAtCanary(sql, platform, rules, o.startedMs, nowMs);

    const open = await writer.open([...kitchens.keys(), null]);
    const changed: (string | null)[] = [];
    const over: AlarmRow[] = [];
    for (const timers of [...kitchens.values(), platform]) {
      const own = open.filter(({ kitchenId }) => kitchenId === timers.kitchenId);
      for (const key of disabledKeys(rules, timers.kitchenId)) timers.endOthers(new Set([key]));
      const { raised, passed, renewed, cleared } = timers.difference(rules, own);
      if (passed.length > 0) {
        await writer.raise(passed, o.now);
        const places = new Set(passed.map(({ kind, subject }) => `${kind} ${subject}`));
        const again = await writer.open([timers.kitchenId]);
        const ids = again.filter(({ kind, subject }) => places.has(`${kind} ${subject}`)).map(({ id }) => id);
        await writer.clear(ids, o.now);
      }
      if (raised.length > 0) await writer.raise(raised, o.now);
      if (renewed.length > 0) await writer.renew(renewed, o.now);
      if (cleared.length > 0) {
        await writer.clear(
          cleared.map(({ id }) => id),
          o.now,
        );
        over.push(...cleared);
      }
      if (raised.length + passed.length + renewed.length + cleared.length > 0) changed.push(timers.kitchenId);
    }
    await facts.keep(
      [
        ...due.map(({ kitchenId, version, logDue: isDue }) => {
          const timers = kitchens.get(kitchenId);
          return {
            kitchenId,
            version,
            logDue: isDue,
            timers: timers?.toKeep ?? {},
            waits: unfinished.has(kitchenId) || (timers?.waits ?? false),
          };
        }),
        { kitchenId: '', version: null, logDue: true, timers: platform.toKeep, waits: false },
      ],
      o.now,
    );
    const late = await lookAtLate(facts, writer, rules, o.now);
    if (late.changed !== null) changed.push(late.changed);
    const queued = await tell(sql, over, o.now);
    await new DeliveryRepository(sql).forget(DELIVERIES_KEPT_DAYS);
    const more = due.length === A_LOOK || unfinished.size > 0 || late.more;
    return { held: true, changed, more, queued };
  });
}

/** Of the platform: how old the newest canary pack is. One that has just started has not had the time to send one. */
async function lookAtCanary(
  sql: Sql,
  timers: KitchenTimers,
  rules: readonly PlacedRule[],
  startedMs: number,
  nowMs: number,
): Promise<void> {
  const sentMs = (await new CanaryRepository(sql).newest())?.getTime() ?? null;
  for (const placed of rulesAt(rules, { kitchenId: null, machine: null })) {
    if (placed.rule.kind !== 'canary') continue;
    const { seconds } = placed.rule;
    const isOld = (ms: number): boolean => nowMs - ms > seconds * 1_000;
    const bad = (sentMs === null || isOld(sentMs)) && isOld(startedMs);
    timers.see(placed, 'line', { atMs: nowMs, knownMs: nowMs, bad, good: !bad }, { lastMs: sentMs, seconds });
  }
}

/** Rules that hold nowhere in a kitchen: what they had on is over. */
function disabledKeys(rules: readonly PlacedRule[], kitchenId: string | null): string[] {
  const here = new Set(rulesAt(rules, { kitchenId, machine: null }).map(({ key }) => key));
  const ofMachines = rules.filter(
    (one) => one.kitchenId === kitchenId && one.machine !== null && one.rule.enabled,
  );
  const all = new Set(rules.map(({ key }) => key));
  return [...all].filter((key) => !here.has(key) && !ofMachines.some((one) => one.key === key));
}

/** Queues what is to be told now: alarms that are on and that nobody was told of, unless they are muted, and those that are over. */
async function tell(sql: Sql, over: readonly AlarmRow[], now: Date): Promise<boolean> {
  const [writer, deliveries] = [new AlarmWriter(sql), new DeliveryRepository(sql)];
  const untold = await writer.untold();
  const ended = over.filter(({ toldAt }) => toldAt !== null);
  if (untold.length + ended.length === 0) return false;
  const kitchenIds = [...new Set(untold.flatMap(({ kitchenId }) => (kitchenId === null ? [] : [kitchenId])))];
  const silences = await writer.silences(now);
  const doings = await new AlarmFacts(sql).doings(kitchenIds, now);
  const channels = await new AlarmChannelRepository(sql).standing();
  const toldOn = await deliveries.toldOn(ended.map(({ id }) => id));
  const told = untold.filter((alarm) => mutedBy(alarm, silences, doings, now.getTime()) === null);
  const messages = told.flatMap((alarm) =>
    channels
      .filter(({ wish, standings }) => maySee(standings, alarm) && wants(wish, alarm, now.getTime()))
      .map(({ id }) => ({ channelId: id, alarmId: alarm.id, message: messageOf('raised', alarm) })),
  );
  const standingsOf = new Map(channels.map(({ id, standings }) => [id, standings]));
  for (const alarm of ended)
    for (const { alarmId, channelId } of toldOn)
      // Whoever lost the kitchen since is told no more of it.
      if (alarmId === alarm.id && maySee(standingsOf.get(channelId) ?? [], alarm))
        messages.push({ channelId, alarmId, message: messageOf('cleared', { ...alarm, kitchenName: null }) });
  await deliveries.queue(messages);
  await writer.told(
    told.map(({ id }) => id),
    now,
  );
  return messages.length > 0;
}

function maySee(standings: readonly Standing[], { kitchenId }: AlarmRow): boolean {
  const kitchens = kitchensWithin(standings, 'alarm.see');
  return kitchens === 'all' || (kitchenId !== null && (kitchens?.has(kitchenId) ?? false));
}

function messageOf(
  say: 'raised' | 'cleared',
  alarm: AlarmRow & { kitchenName: string | null },
): DeliveryMessage {
  const { id, kitchenId, kitchenName, kind, subject, severity, since, data } = alarm;
  return {
    say,
    alarm: { id, kitchenId, kitchenName, kind, subject, severity, since: since.toISOString(), data },
  };
}
