import type { ReportFacts, ReportFigure, ReportMetric, ReportPeriod, TroubleKind } from './facts.js';

/** Where a number of a report is answered again: the page of its metric, or the rows behind it. */
export type ReportLink =
  | ({ kind: 'metric'; metric: ReportMetric; scope: string; knownOn: string } & ReportPeriod)
  | ({ kind: 'quality'; trouble: TroubleKind; scope: string; knownOn: string } & ReportPeriod);

/** Which number of a figure is said. */
export type ReportPick = 'value' | 'low' | 'high';

/** One number of a sentence. Each is just what its link answers; `shown` says how it is written. */
export interface ReportNumber {
  figure: number;
  unit: string;
  pick: ReportPick;
  /** `size`: without its sign, where the words say which way it goes. */
  shown: 'plain' | 'signed' | 'size';
  link: ReportLink;
}

export const SENTENCES = {
  came: ['value'],
  'came-nothing': ['value'],
  'came-unknown': ['value'],
  rejected: ['value'],
  made: ['value'],
  'made-nothing': ['value'],
  'made-unknown': ['value'],
  recycled: ['value'],
  'recycled-unknown': ['value'],
  sent: ['value'],
  'sent-nothing': ['value'],
  residue: ['value'],
  closes: ['value', 'low', 'high'],
  'closes-without-bound': ['value'],
  'closes-not': ['value', 'low', 'high'],
  'closure-unknown': ['value'],
  energy: ['value'],
  'energy-unknown': ['value'],
  'net-avoided': ['value', 'low'],
  'net-avoided-without-bound': ['value'],
  'net-unsure': ['value', 'low', 'high'],
  'net-emitted': ['value', 'low', 'high'],
  'net-emitted-without-bound': ['value'],
  'net-unknown': ['value'],
  'net-part': ['value'],
  'before-more': ['value'],
  'before-less': ['value'],
  'before-same': ['value'],
  'before-unknown': ['value'],
  'trouble-none': ['value'],
  'dead-letters': ['value'],
  gaps: ['value'],
  'readings-missing': ['value'],
  corrections: ['value'],
  'calibrations-overdue': ['value'],
  'next-dead-letters': ['value'],
  'next-gaps': ['value'],
  'next-calibrate': ['value'],
  'next-closure': ['value'],
  'next-energy': ['value'],
  'next-net': ['value'],
  'next-nothing': ['value'],
} as const satisfies Record<string, readonly string[]>;
export type SentenceKey = keyof typeof SENTENCES;

export const SECTIONS = ['in', 'made', 'out', 'closure', 'energy', 'carbon', 'trouble', 'next'] as const;
export type SectionKey = (typeof SECTIONS)[number];

/**
 * A sentence as data: which words, and the numbers in them. Of a figure that is not known `numbers` names the link alone,
 * and its figure is null.
 */
export interface ReportSentence {
  key: SentenceKey;
  numbers: Record<string, ReportNumber | { figure: null; link: ReportLink }>;
}
export interface ReportSection {
  key: SectionKey;
  sentences: ReportSentence[];
}

/** Closer than this a figure is called what it was, share of it: about what a weighing in and one out may err by. */
const SAME_WITHIN = 0.02;

/**
 * What a report says, in order. Every number of it is a figure of the facts, named with where it is answered again: none is
 * computed here, so that whoever follows a number finds that very number.
 */
export function composeReport(facts: ReportFacts): ReportSection[] {
  const { scope, period, knownOn, before } = facts;
  const linkTo = (metric: ReportMetric, days = period): ReportLink => ({
    kind: 'metric',
    metric,
    scope,
    ...days,
    knownOn,
  });
  /** A sentence about a figure, with those of its numbers that the words ask for. */
  const say = (
    key: SentenceKey,
    metric: ReportMetric,
    { shown = 'plain', of = facts.figures, days = period }: SayOptions = {},
  ): ReportSentence => {
    const { unit, ...figure } = of[metric];
    const link = linkTo(metric, days);
    const numbers: ReportSentence['numbers'] = {};
    for (const pick of SENTENCES[key]) {
      const number = pick === 'value' ? figure.value : (figure.range?.[pick] ?? null);
      numbers[pick] = number === null ? { figure: null, link } : { figure: number, unit, pick, shown, link };
    }
    return { key, numbers };
  };
  /** How it was in the period before: said only of what is known now. */
  const compared = (metric: ReportMetric, shown: ReportNumber['shown'] = 'plain'): ReportSentence[] => {
    const [now, was] = [facts.figures[metric].value, facts.figuresBefore[metric].value];
    if (now === null) return [];
    const options = { of: facts.figuresBefore, days: before, shown };
    if (was === null) return [say('before-unknown', metric, options)];
    const isSame = Math.abs(now - was) <= SAME_WITHIN * Math.max(Math.abs(now), Math.abs(was));
    return [say(isSame ? 'before-same' : now > was ? 'before-more' : 'before-less', metric, options)];
  };
  /** Of a mass: how much, or that there was none, or that nobody knows. */
  const told = (
    metric: ReportMetric,
    keys: { some: SentenceKey; none: SentenceKey | null; unknown: SentenceKey | null },
  ): ReportSentence[] => {
    const { value } = facts.figures[metric];
    const key = value === null ? keys.unknown : value === 0 ? keys.none : keys.some;
    return key === null ? [] : [say(key, metric)];
  };
  const count = (key: SentenceKey, trouble: TroubleKind): ReportSentence[] => {
    const figure = facts.trouble?.[trouble] ?? 0;
    if (figure === 0) return [];
    const link: ReportLink = { kind: 'quality', trouble, scope, ...period, knownOn };
    return [{ key, numbers: { value: { figure, unit: '{count}', pick: 'value', shown: 'plain', link } } }];
  };

  const sections: ReportSection[] = [
    {
      key: 'in',
      sentences: [
        ...told('intake-net', { some: 'came', none: 'came-nothing', unknown: 'came-unknown' }),
        ...compared('intake-net'),
        ...told('rejected', { some: 'rejected', none: null, unknown: null }),
      ],
    },
    {
      key: 'made',
      sentences: [
        ...told('good-product', { some: 'made', none: 'made-nothing', unknown: 'made-unknown' }),
        ...compared('good-product'),
        ...((facts.figures['good-product'].value ?? 0) > 0
          ? told('recycled-content', { some: 'recycled', none: 'recycled', unknown: 'recycled-unknown' })
          : []),
      ],
    },
    {
      key: 'out',
      sentences: [
        ...told('dispatched', { some: 'sent', none: 'sent-nothing', unknown: 'sent-nothing' }),
        ...compared('dispatched'),
        ...told('residue', { some: 'residue', none: null, unknown: null }),
      ],
    },
    { key: 'closure', sentences: [say(closureKey(facts), 'mass-balance-closure', { shown: 'signed' })] },
    {
      key: 'energy',
      sentences: [
        ...told('energy-intensity', { some: 'energy', none: 'energy', unknown: 'energy-unknown' }),
        ...compared('energy-intensity'),
      ],
    },
    {
      key: 'carbon',
      sentences: [
        say(netKey(facts), 'ghg-net-gate', { shown: SHOWN_NET[netKey(facts)] ?? 'plain' }),
        ...(isPart(facts) ? [say('net-part', 'ghg-completeness')] : []),
        ...compared('ghg-net-gate', 'signed'),
      ],
    },
  ];
  if (facts.trouble === null) return sections;
  const trouble = [
    ...count('dead-letters', 'dead-letters'),
    ...count('gaps', 'gaps'),
    ...count('readings-missing', 'readings-missing'),
    ...count('corrections', 'corrections'),
    ...count('calibrations-overdue', 'calibrations-overdue'),
  ];
  const none: ReportSentence = {
    key: 'trouble-none',
    numbers: {
      value: { figure: null, link: { kind: 'quality', trouble: 'gaps', scope, ...period, knownOn } },
    },
  };
  const next = [
    ...count('next-dead-letters', 'dead-letters'),
    ...count('next-gaps', 'gaps'),
    ...count('next-calibrate', 'calibrations-overdue'),
    ...(closureKey(facts) === 'closes-not'
      ? [say('next-closure', 'mass-balance-closure', { shown: 'signed' })]
      : []),
    ...(facts.figures['energy-intensity'].value === null && (facts.figures['good-product'].value ?? 0) > 0
      ? [say('next-energy', 'energy-intensity')]
      : []),
    ...(isEmitted(facts) ? [say('next-net', 'ghg-net-gate', { shown: 'size' })] : []),
  ];
  return [
    ...sections,
    { key: 'trouble', sentences: trouble.length > 0 ? trouble : [none] },
    { key: 'next', sentences: next.length > 0 ? next : [{ ...none, key: 'next-nothing' }] },
  ];
}

interface SayOptions {
  shown?: ReportNumber['shown'];
  of?: Record<ReportMetric, ReportFigure>;
  days?: ReportPeriod;
}

/** A balance closes where zero lies within what the scales may err by. */
function closureKey({ figures }: ReportFacts): SentenceKey {
  const { value, range } = figures['mass-balance-closure'];
  if (value === null) return 'closure-unknown';
  if (range === null) return 'closes-without-bound';
  return range.low <= 0 && range.high >= 0 ? 'closes' : 'closes-not';
}

/** What is not sure to be above zero is not called avoided. */
function netKey({ figures }: ReportFacts): SentenceKey {
  const { value, range } = figures['ghg-net-gate'];
  if (value === null) return 'net-unknown';
  if (range === null) return value < 0 ? 'net-emitted-without-bound' : 'net-avoided-without-bound';
  if (range.low > 0) return 'net-avoided';
  return range.high < 0 ? 'net-emitted' : 'net-unsure';
}

const isEmitted = (facts: ReportFacts): boolean => netKey(facts).startsWith('net-emitted');
/** A sign is written where the words do not say which way it goes. */
const SHOWN_NET: Partial<Record<SentenceKey, ReportNumber['shown']>> = {
  'net-unsure': 'signed',
  'net-emitted': 'size',
  'net-emitted-without-bound': 'size',
};
const isPart = ({ figures }: ReportFacts): boolean =>
  figures['ghg-net-gate'].value !== null && (figures['ghg-completeness'].value ?? 1) < 1;
