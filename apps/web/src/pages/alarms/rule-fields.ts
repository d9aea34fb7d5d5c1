import type { AlarmRule } from '@bakeloop/domain';

/** A field of a rule as it is typed. */
export interface RuleField {
  name: string;
  label: string;
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
export function fieldsOf(rule: AlarmRule): RuleField[] {
  const limit: Values = rule.kind === 'threshold' ? ({ ...rule.limit } as Values) : {};
  const values: Values = { ...(rule as unknown as Values), ...limit };
  return Object.keys(LABELS)
    .filter((name) => name in values)
    .map((name) => ({
      name,
      label: LABELS[name] ?? name,
      value: String(values[name] ?? ''),
      isText: TEXTS.includes(name),
      isOptional: OPTIONAL.includes(name) || (name === 'channels' && rule.kind === 'silence'),
    }));
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
export function ruleWords(rule: AlarmRule): string {
  if (!rule.enabled) return 'off';
  const lasting = rule.forSeconds > 0 ? `, for ${rule.forSeconds} s` : '';
  switch (rule.kind) {
    case 'threshold': {
      if (rule.limit.of === 'recipe') return `${rule.limit.marginCel} °C beyond the recipe${lasting}`;
      const { above, below } = rule.limit;
      const bounds = [above === null ? '' : `above ${above}`, below === null ? '' : `below ${below}`];
      return `${rule.channels} ${bounds.filter(Boolean).join(' or ')}${lasting}`;
    }
    case 'zero-flow':
      return `${rule.channels} from ${rule.fromValue} on rises by ${rule.risePerMinute} a minute while ${rule.flow} stands`;
    case 'silence':
      return `${rule.channels === null ? 'nothing' : `nothing of ${rule.channels}`} for ${rule.minutes} min`;
    case 'closure':
      return `off by more than ${Math.round(rule.beyond * 1_000) / 10} %`;
    case 'calibration':
      return `none for ${rule.days} days`;
    case 'filter-hours':
      return `${rule.hours} hours since ${rule.task}`;
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
