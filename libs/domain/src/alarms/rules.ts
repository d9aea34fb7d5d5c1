/**
 * What is to be said of a kitchen, as data: rules with limits, durations and severities. A rule has a key; a version for one
 * kitchen, or for one machine of it, stands in the place of the one for all.
 */
export const ALARM_KINDS = [
  'pvc',
  'zero-flow',
  'threshold',
  'silence',
  'closure',
  'scale-drift',
  'calibration',
  'filter-hours',
  'ps-hours',
  'dead-letters',
  'canary',
] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** Worst first. */
export const ALARM_SEVERITIES = ['critical', 'warning', 'notice'] as const;
export type AlarmSeverity = (typeof ALARM_SEVERITIES)[number];

/** Where people can come to harm: also on the operator's phone, and muted by nothing but a person, alarm by alarm. */
export const SAFETY_KINDS = ['pvc', 'zero-flow'] as const satisfies readonly AlarmKind[];
export const isSafety = (kind: AlarmKind): boolean => SAFETY_KINDS.some((one) => one === kind);

interface RuleCommon {
  /** For staff, for example `Barrel too hot`. */
  name: string;
  severity: AlarmSeverity;
  enabled: boolean;
  /** How long it has to last, s. */
  forSeconds: number;
  /** What arrives later than this, s, is shown as detected late and told to nobody. */
  lateAfterSeconds: number;
}

/** What a channel is held against: fixed limits in its unit, or those of the recipe of the running batch. */
export type ThresholdLimit =
  { of: 'value'; above: number | null; below: number | null } | { of: 'recipe'; marginCel: number };

export interface ThresholdRule extends RuleCommon {
  kind: 'threshold';
  /** Names of channels; `*` stands for any part of one. */
  channels: string;
  limit: ThresholdLimit;
  /** By how much it has to be within again before the alarm ends, in the channel's unit. */
  hysteresis: number;
}
export interface ZeroFlowRule extends RuleCommon {
  kind: 'zero-flow';
  channels: string;
  /** Of the same machine: what says that material flows. */
  flow: string;
  /** Flow at or below this is none, in its unit. */
  flowAtMost: number;
  risePerMinute: number;
  /** Over which it is looked at, s. */
  overSeconds: number;
  /** A machine that warms up rises too: below this it may. */
  fromValue: number;
}
export interface SilenceRule extends RuleCommon {
  kind: 'silence';
  /** Null: of the kitchen as a whole. */
  channels: string | null;
  minutes: number;
}
export interface ClosureRule extends RuleCommon {
  kind: 'closure';
  /** Share of the feed, either way. */
  beyond: number;
}
export interface CalibrationRule extends RuleCommon {
  kind: 'calibration';
  days: number;
}
export interface FilterHoursRule extends RuleCommon {
  kind: 'filter-hours';
  /** Of `maintenance.recorded`: what the counter begins anew with; `*` stands for any part. */
  task: string;
  hours: number;
}
export interface PsHoursRule extends RuleCommon {
  kind: 'ps-hours';
  /** In seven days. */
  hours: number;
}
export interface DeadLettersRule extends RuleCommon {
  kind: 'dead-letters';
  /** That wait for somebody. */
  count: number;
}
export interface CanaryRule extends RuleCommon {
  kind: 'canary';
  seconds: number;
}
export interface ScaleDriftRule extends RuleCommon {
  kind: 'scale-drift';
}
export interface PvcRule extends RuleCommon {
  kind: 'pvc';
  /** How long a find counts. */
  hours: number;
}
export type AlarmRule =
  | ThresholdRule
  | ZeroFlowRule
  | SilenceRule
  | ClosureRule
  | CalibrationRule
  | FilterHoursRule
  | PsHoursRule
  | DeadLettersRule
  | CanaryRule
  | ScaleDriftRule
  | PvcRule;

/** A rule and where it holds: everywhere, in a kitchen, or at a machine of it. */
export interface PlacedRule {
  key: string;
  kitchenId: string | null;
  machine: string | null;
  rule: AlarmRule;
}

/**
 * The rules that hold at a machine of a kitchen: of each key the nearest version.
 * @param at null: of the platform, or of the kitchen as a whole
 */
export function rulesAt(
  rules: readonly PlacedRule[],
  at: { kitchenId: string | null; machine: string | null },
): PlacedRule[] {
  const nearest = new Map<string, PlacedRule>();
  const nearness = ({ kitchenId, machine }: PlacedRule): number =>
    kitchenId === null ? 0 : machine === null ? 1 : 2;
  for (const placed of rules) {
    const holds =
      placed.kitchenId === null ||
      (placed.kitchenId === at.kitchenId && (placed.machine === null || placed.machine === at.machine));
    const known = nearest.get(placed.key);
    if (holds && (known === undefined || nearness(placed) > nearness(known))) nearest.set(placed.key, placed);
  }
  return [...nearest.values()].filter(({ rule }) => rule.enabled);
}

/** Whether a name is one of a pattern in which `*` stands for any part, also none. */
export function isNamed(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return first === name;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last))
    return false;
  let from = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, from);
    if (found < 0 || found + part.length > name.length - last.length) return false;
    from = found + part.length;
  }
  return true;
}

/** The machine in the name of a channel (S1); null where it names none. */
export const machineOf = (channel: string): string | null =>
  channel.includes('/') ? channel.slice(0, channel.indexOf('/')) : null;

export const worstOf = (severities: readonly AlarmSeverity[]): AlarmSeverity =>
  ALARM_SEVERITIES.find((one) => severities.includes(one)) ?? 'notice';
/** Whether one is at least as bad as another. */
export const isAtLeast = (severity: AlarmSeverity, least: AlarmSeverity): boolean =>
  ALARM_SEVERITIES.indexOf(severity) <= ALARM_SEVERITIES.indexOf(least);
