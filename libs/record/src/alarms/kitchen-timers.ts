import type { AlarmData, AlarmRow, NewAlarm, WatchedKitchen } from '@bakeloop/db';
import {
  isAtLeast,
  isIdle,
  NEW_TIMER,
  sight,
  worstOf,
  type AlarmTimer,
  type PlacedRule,
  type Sighting,
} from '@bakeloop/domain';

/** A timer with what was last seen when it was bad. */
type Kept = AlarmTimer & { data?: AlarmData };
type State = Omit<NewAlarm, 'kitchenId'>;

/** What is to be written of a kitchen's alarms. */
export interface Difference {
  raised: NewAlarm[];
  /** Raised and over before anybody looked. */
  passed: NewAlarm[];
  renewed: (Pick<AlarmRow, 'id' | 'severity' | 'ruleKey' | 'data' | 'detectedLate'> & { anew: boolean })[];
  cleared: AlarmRow[];
}

/** The timers of one kitchen, or of the platform: what is seen moves them, and they say which alarms are on. */
export class KitchenTimers {
  private readonly kept: Map<string, Kept>;
  /** Rules that are in force, by the name of their timer. */
  private readonly rules = new Map<string, { placed: PlacedRule; subject: string }>();
  private readonly passed = new Map<string, State>();
  /** Timers of subjects that are still there. */
  private readonly met = new Set<string>();

  constructor(
    readonly kitchenId: string | null,
    timers: WatchedKitchen['timers'],
  ) {
    this.kept = new Map(Object.entries(timers));
  }

  timer(placed: PlacedRule, subject: string): AlarmTimer | null {
    return this.kept.get(nameOf(placed, subject)) ?? null;
  }

  /** Names a rule at a subject as one that holds; whatever nobody names is over. */
  hold(placed: PlacedRule, subject: string): void {
    const name = nameOf(placed, subject);
    this.rules.set(name, { placed, subject });
    this.met.add(name);
  }

  see(placed: PlacedRule, subject: string, sighting: Sighting, data: AlarmData): void {
    this.hold(placed, subject);
    const name = nameOf(placed, subject);
    const before = this.kept.get(name) ?? NEW_TIMER;
    const now: Kept = sight(before, sighting, placed.rule);
    if (now === before) return;
    this.kept.set(name, sighting.bad ? { ...now, data } : now);
    if (before.activeSinceMs !== null && now.activeSinceMs === null)
      this.passed.set(name, this.stateOf(name, before));
  }

  /** By the clock alone: what was last seen still stands. What is still under way from the kitchen is seen all the same. */
  wait(placed: PlacedRule, subject: string, nowMs: number): void {
    const name = nameOf(placed, subject);
    const timer = this.kept.get(name);
    if (timer?.badSinceMs == null || timer.activeSinceMs !== null) return;
    const waited = sight(timer, { atMs: nowMs, knownMs: nowMs, bad: true, good: false }, placed.rule);
    this.kept.set(name, { ...timer, ...waited, upToMs: timer.upToMs });
  }

  /** Something that happened, and is so until it is taken back or long ago: bad since then, good once it is not named again. */
  happened(
    placed: PlacedRule,
    subject: string,
    at: { atMs: number; knownMs: number },
    data: AlarmData,
  ): void {
    this.hold(placed, subject);
    if (this.kept.get(nameOf(placed, subject))?.activeSinceMs == null)
      this.see(placed, subject, { ...at, bad: true, good: false }, data);
  }

  /** Whatever was not named in this look is over: its rule does not hold, or its subject is gone. @param keys rules that were looked at */
  endOthers(keys: ReadonlySet<string>): void {
    for (const name of this.kept.keys()) {
      const key = name.slice(0, name.indexOf(' '));
      if (keys.has(key) && !this.met.has(name)) this.kept.delete(name);
    }
  }

  /** Whether time alone may raise something. */
  get waits(): boolean {
    return [...this.kept.values()].some(
      ({ badSinceMs, activeSinceMs }) => badSinceMs !== null && activeSinceMs === null,
    );
  }

  /** To be kept: of what is read from channels also how far it was read. */
  get toKeep(): WatchedKitchen['timers'] {
    return Object.fromEntries(
      [...this.kept].filter(([name, timer]) => !isIdle(timer) || name.includes(' channel:')),
    );
  }

  /** @param rules all that hold in the kitchen, for what was seen before and not now; @param open its alarms that are not closed */
  difference(rules: readonly PlacedRule[], open: readonly AlarmRow[]): Difference {
    const byKey = new Map<string, PlacedRule>(rules.map((placed) => [placed.key, placed]));
    for (const name of this.kept.keys()) {
      const space = name.indexOf(' ');
      const placed = byKey.get(name.slice(0, space));
      if (!this.rules.has(name) && placed) this.rules.set(name, { placed, subject: name.slice(space + 1) });
    }
    const on = new Map<string, State>();
    for (const [name, timer] of this.kept) {
      if (timer.activeSinceMs === null || !this.rules.has(name)) continue;
      const state = this.stateOf(name, timer);
      const place = placeOf(state);
      const other = on.get(place);
      on.set(place, other === undefined ? state : joined(other, state));
    }
    const known = new Map(open.map((row) => [placeOf(row), row]));
    const isOn = (place: string): boolean => known.get(place)?.clearedAt === null;
    const placed = (state: State): NewAlarm => ({ kitchenId: this.kitchenId, ...state });
    const renewed: Difference['renewed'] = [];
    for (const [place, state] of on) {
      const row = known.get(place);
      if (row?.clearedAt !== null) continue;
      const { severity, ruleKey, data, detectedLate } = state;
      const isWorse = severity !== row.severity && isAtLeast(severity, row.severity);
      const anew = isWorse || (row.detectedLate && !detectedLate);
      if (anew || severity !== row.severity || ruleKey !== row.ruleKey)
        renewed.push({
          id: row.id,
          severity,
          ruleKey,
          data,
          detectedLate: row.detectedLate && detectedLate,
          anew,
        });
    }
    const passed = new Map([...this.passed.values()].map((state) => [placeOf(state), state]));
    return {
      raised: [...on].flatMap(([place, state]) => (isOn(place) ? [] : [placed(state)])),
      passed: [...passed].flatMap(([place, state]) => (isOn(place) || on.has(place) ? [] : [placed(state)])),
      renewed,
      cleared: open.filter((row) => row.clearedAt === null && !on.has(placeOf(row))),
    };
  }

  private stateOf(name: string, timer: Kept): State {
    const { placed, subject } = this.rules.get(name) as { placed: PlacedRule; subject: string };
    const { kind, severity } = placed.rule;
    return {
      kind,
      subject,
      severity,
      ruleKey: placed.key,
      data: { name: placed.rule.name, ...timer.data },
      since: new Date(timer.activeSinceMs ?? 0),
      detectedLate: timer.late,
    };
  }
}

/** Of two rules of a kind at a subject: as bad as the worse, for as long as the longer. */
function joined(one: State, other: State): State {
  const worse = worstOf([one.severity, other.severity]) === one.severity ? one : other;
  return {
    ...worse,
    since: one.since < other.since ? one.since : other.since,
    detectedLate: one.detectedLate && other.detectedLate,
  };
}

const nameOf = ({ key }: PlacedRule, subject: string): string => `${key} ${subject}`;
const placeOf = ({ kind, subject }: Pick<State, 'kind' | 'subject'>): string => `${kind} ${subject}`;
