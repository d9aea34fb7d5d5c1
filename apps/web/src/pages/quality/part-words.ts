import { channelLabel, type QualityAnswer, type QualityPart } from '@bakeloop/contracts';
import { refusedWords } from '../../data/refused-words.js';

type Part = QualityAnswer['parts'][number];
type Group = Part['groups'][number];
interface Numbers {
  number: (value: number, digits?: number) => string;
}

interface PartWords {
  title: string;
  /** What the number counts, in one sentence. */
  means: string;
  /** What is said where there is none. */
  none: string;
  /** The number of the part. */
  total: (part: Part, format: Numbers) => string;
  /** What its rows are told apart by. */
  by: string;
  /** Of one name. */
  each: (group: Group, format: Numbers) => string;
  name: (name: string) => string;
  /** What the amount of a row is in; null: it has none to be shown. */
  amount: string | null;
}

const same = (name: string): string => name;
const counted = (one: string, many: string) => (count: number, format: Numbers) =>
  `${format.number(count)} ${count === 1 ? one : many}`;
const hours = counted('hour', 'hours');
const readings = counted('reading', 'readings');
const records = counted('record', 'records');
const letters = counted('dead letter', 'dead letters');
const corrections = counted('correction', 'corrections');
const scales = counted('scale', 'scales');
const seconds = (value: number, format: Numbers): string =>
  `${value < 0 ? '−' : '+'}${format.number(Math.abs(value), Math.abs(value) < 10 ? 1 : 0)} s`;

const STATES: Readonly<Record<string, string>> = {
  never: 'Never checked',
  overdue: 'Overdue',
  due: 'Due within 30 days',
  checked: 'Checked',
};

export const PART_WORDS: Record<QualityPart, PartWords> = {
  gaps: {
    title: 'Gaps',
    means:
      'Hours in which a channel was silent while its kitchen reported others; of channels that declare an interval of an hour or less.',
    none: 'No channel was silent for an hour while its kitchen reported.',
    total: ({ amount }, format) => hours(amount ?? 0, format),
    by: 'Channel',
    each: ({ amount }, format) => hours(amount ?? 0, format),
    name: channelLabel,
    amount: 'h',
  },
  'readings-missing': {
    title: 'Readings that did not come',
    means:
      'Readings that the declared intervals promise, in the hours in which the kitchen reported, less those that came; days are UTC.',
    none: 'As many readings came as the declared intervals promise.',
    total: ({ amount }, format) => readings(amount ?? 0, format),
    by: 'Kitchen',
    each: ({ amount }, format) => readings(amount ?? 0, format),
    name: same,
    amount: 'readings',
  },
  duplicates: {
    title: 'Duplicates dropped',
    means:
      'Records that were known already, since a kitchen that gets no answer sends again. They are dropped, and harm nothing; many of them say that answers get lost.',
    none: 'Nothing came twice.',
    total: ({ amount }, format) => records(amount ?? 0, format),
    by: 'Kitchen',
    each: ({ amount }, format) => records(amount ?? 0, format),
    name: same,
    amount: 'records',
  },
  'dead-letters': {
    title: 'Refused',
    means: 'What came and could not be taken. It is kept, up to a limit, and can be replayed or amended.',
    none: 'Everything that came could be taken.',
    total: ({ count }, format) => letters(count, format),
    by: 'Why',
    each: ({ count }, format) => format.number(count),
    name: refusedWords,
    amount: 'arrivals',
  },
  corrections: {
    title: 'Corrections',
    means: 'Entries of the batch log that another one replaced or cancelled. Both stay in the log.',
    none: 'No entry was corrected.',
    total: ({ count }, format) => corrections(count, format),
    by: 'Reason',
    each: ({ count }, format) => format.number(count),
    name: same,
    amount: null,
  },
  clock: {
    title: 'Clocks',
    means:
      'How far the clock of a kitchen was off, by the newest time it gave less the time it came, looked at every minute; days are UTC. Beyond five minutes a clock is not believed.',
    none: 'No kitchen was heard of in this time since clocks are noted.',
    total: ({ groups }, format) => {
      const worst = groups.flatMap(({ high, low }) => [high ?? 0, low ?? 0]);
      const most = worst.reduce((left, right) => (Math.abs(right) > Math.abs(left) ? right : left), 0);
      return `${seconds(most, format)} at most`;
    },
    by: 'Kitchen',
    each: ({ low, high }, format) =>
      low === high
        ? seconds(high ?? 0, format)
        : `${seconds(low ?? 0, format)} to ${seconds(high ?? 0, format)}`,
    name: same,
    amount: 's',
  },
  calibrations: {
    title: 'Checks of scales',
    means:
      'Scales that were used or checked, by their newest check at the end of these days. A check vouches for 180 days.',
    none: 'No entry of these days names a scale.',
    total: ({ count }, format) => scales(count, format),
    by: 'State',
    each: ({ count }, format) => scales(count, format),
    name: (name) => STATES[name] ?? name,
    amount: 'days since',
  },
};
