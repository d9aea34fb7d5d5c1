import {
  patternLabel,
  readableUnit,
  readableValue,
  unitLabel,
  type PlacedRuleView,
} from '@bakeloop/contracts';
import type { AlarmRule } from '@bakeloop/domain';
import { SEVERITY_WORDS } from './words.js';

type Units = PlacedRuleView['units'];
/** Of channels that nobody has reported yet. */
export const NO_UNITS: Units = { channels: null, flow: null };

/** A field of a rule as it is typed. */
export interface RuleField {
  name: string;
  label: string;
  /** Which channels are meant, as people call them. */
  hint: string | undefined;
  value: string;
  isText: boolean;
  /** Empty is none. */
  isOptional: boolean;
}

const LABELS: Readonly<Record<string, string>> = {
  channels: 'Channels (* stands for any part)',
  above: 'Allowed up to, in its unit',
  below: 'Allowed from, in its unit',
  marginCel: 'Beyond the recipe by, °C',
  hysteresis: 'Within again by, in its unit',
  flow: 'Channel that says it flows',
  flowAtMost: 'No flow up to, in its unit',
  risePerMinute: 'Rise a minute, in its unit',
  overSeconds: 'Seen over, s',
  fromValue: 'Only from, in its unit',
  minutes: 'Silent for, min',
  beyond: 'Share of the feed, 0 to 1',
  days: 'Days since the last',
  task: 'Upkeep that begins anew (* any part)',
  hours: 'Hours',
  count: 'More than so many',
  seconds: 'Older than, s',
  forSeconds: 'For at least, s',
  lateAfterSeconds: 'Late after, s',
};
const TEXTS = ['channels', 'flow', 'task'];
const OPTIONAL = ['above', 'below'];

type Values = Record<string, string | number | null>;

/** What of a rule is typed beside its name, its own fields first. */
export function fieldsOf(rule: AlarmRule, units: Units = NO_UNITS): RuleField[] {
  const limit: Values = rule.kind === 'threshold' ? ({ ...rule.limit } as Values) : {};
  const values: Values = { ...(rule as unknown as Values), ...limit };
  return Object.keys(LABELS)
    .filter((name) => name in values)
    .map((name) => ({
      name,
      label: labelOf(name, name.startsWith('flow') ? units.flow : units.channels),
      hint: hintOf(rule, name),
      value: String(values[name] ?? ''),
      isText: TEXTS.includes(name),
      isOptional: OPTIONAL.includes(name) || (name === 'channels' && rule.kind === 'silence'),
    }));
}

/** Limits are typed in the unit that the channel is stored in. */
const labelOf = (name: string, unit: string | null): string =>
  (LABELS[name] ?? name).replace('in its unit', unit === null ? '$&' : unitLabel(unit) || 'without a unit');

function hintOf(rule: AlarmRule, name: string): string | undefined {
  if (name === 'channels' && 'channels' in rule && rule.channels) return patternLabel(rule.channels);
  if (name === 'flow' && rule.kind === 'zero-flow' && rule.flow !== '') return patternLabel(rule.flow);
  return undefined;
}

/** The rule with one field as it was typed. */
export function withField(rule: AlarmRule, name: string, text: string): AlarmRule {
  const isNone = text.trim() === '';
  const value = TEXTS.includes(name) ? (isNone ? null : text.trim()) : isNone ? null : Number(text);
  if (rule.kind === 'threshold' && name in rule.limit)
    return { ...rule, limit: { ...rule.limit, [name]: value } as typeof rule.limit };
  return { ...rule, [name]: value } as AlarmRule;
}

/** Kinds that there can be several rules of, each of channels of its own. */
export const NEW_KIND_WORDS = {
  threshold: 'a channel is above or below a limit',
  silence: 'a channel is silent',
  'zero-flow': 'a channel rises while nothing flows',
} as const satisfies Partial<Record<AlarmRule['kind'], string>>;
export type NewKind = keyof typeof NEW_KIND_WORDS;

/** What a new rule begins as: of no channel yet, and mild. */
export function newRule(kind: NewKind): AlarmRule {
  const common = {
    name: '',
    severity: 'warning',
    enabled: true,
    forSeconds: 60,
    lateAfterSeconds: 300,
  } as const;
  switch (kind) {
    case 'threshold':
      return {
        ...common,
        kind,
        channels: '',
        limit: { of: 'value', above: null, below: null },
        hysteresis: 0,
      };
    case 'silence':
      return { ...common, kind, channels: '', minutes: 60 };
    case 'zero-flow':
      return {
        ...common,
        kind,
        channels: '',
        flow: '',
        flowAtMost: 0,
        risePerMinute: 2,
        overSeconds: 90,
        fromValue: 0,
      };
  }
}

/** A key made of a name, which no other rule has: `dryer-too-moist`, `dryer-too-moist-2`. */
export function freeKey(name: string, taken: readonly string[]): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const key = words?.join('-').slice(0, 56).replace(/-$/, '') ?? 'rule';
  const numbered = (count: number): string => (count === 1 ? key : `${key}-${String(count)}`);
  let count = 1;
  while (taken.includes(numbered(count))) count += 1;
  return numbered(count);
}

/** A rule in a few words. */
export function ruleWords(rule: AlarmRule, units: Units = NO_UNITS): string {
  if (!rule.enabled) return 'off';
  const amount = (value: number): string =>
    // Without what a division adds behind the digits that were typed.
    `${Number(readableValue(value, units.channels)?.toPrecision(12))} ${readableUnit(units.channels)}`.trim();
  const lasting = rule.forSeconds > 0 ? `, for ${rule.forSeconds} s` : '';
  switch (rule.kind) {
    case 'threshold': {
      const channels = patternLabel(rule.channels);
      if (rule.limit.of === 'recipe')
        return `${channels} ${rule.limit.marginCel} °C beyond the recipe${lasting}`;
      const { above, below } = rule.limit;
      const bounds = [
        above === null ? '' : `above ${amount(above)}`,
        below === null ? '' : `below ${amount(below)}`,
      ];
      return `${channels} ${bounds.filter(Boolean).join(' or ')}${lasting}`;
    }
    case 'zero-flow':
      return `${patternLabel(rule.channels)} from ${amount(rule.fromValue)} on rises by ${amount(rule.risePerMinute)} a minute while its ${patternLabel(rule.flow).toLowerCase()} stands`;
    case 'silence':
      return `${rule.channels === null ? 'nothing' : `nothing of ${patternLabel(rule.channels)}`} for ${rule.minutes} min`;
    case 'closure':
      return `off by more than ${Math.round(rule.beyond * 1_000) / 10} %`;
    case 'calibration':
      return `none for ${rule.days} days`;
    case 'filter-hours':
      return `${rule.hours} hours since “${rule.task.replaceAll('*', '…')}”`;
    case 'ps-hours':
      return `more than ${rule.hours} hours in seven days`;
    case 'dead-letters':
      return `more than ${rule.count} wait${lasting}`;
    case 'canary':
      return `no canary pack for ${rule.seconds} s`;
    case 'scale-drift':
      return 'batches keep losing or gaining mass';
    case 'pvc':
      return `any find, for ${rule.hours} hours`;
  }
}

/** What a version says otherwise than the one before it, with both numbers. @param before null: there was none that held */
export function changeWords(
  rule: AlarmRule | null,
  before: AlarmRule | null,
  units: Units = NO_UNITS,
): string[] {
  if (rule === null) return ['withdrawn: what is further away holds'];
  if (before === null) return [ruleWords(rule, units)];
  const was = new Map(fieldsOf(before, units).map(({ name, value }) => [name, value]));
  const changed = (label: string, from: string, to: string): string[] =>
    from === to ? [] : [`${label}: ${from || 'none'} → ${to || 'none'}`];
  const words = [
    ...changed('Name', before.name, rule.name),
    ...changed('How bad', SEVERITY_WORDS[before.severity], SEVERITY_WORDS[rule.severity]),
    ...changed('It is', onOrOff(before), onOrOff(rule)),
    ...fieldsOf(rule, units).flatMap(({ name, label, value }) => changed(label, was.get(name) ?? '', value)),
  ];
  return words.length > 0 ? words : ['the same as before'];
}

const onOrOff = ({ enabled }: AlarmRule): string => (enabled ? 'on' : 'off');
