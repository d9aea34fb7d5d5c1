import { isAlarming, type KitchenSummary, type Trouble } from '@bakeloop/contracts';

export type Presence = KitchenSummary['presence'];

/** B3: below this a silence means nothing, ms. */
const LEAST_SILENCE_MS = 2 * 60_000;
/** A clock that is further off than this makes charts and batch times doubtful, ms. */
const MAX_CLOCK_SKEW_MS = 2 * 60_000;

/** What a limit did is trouble for so long after, ms. */
const LIMITED_MS = 10 * 60_000;

interface Heard {
  /** What the kitchen, or its will, last said of itself; null when it never did. */
  state: 'online' | 'offline' | null;
  lastMessageAtMs: number | null;
  /** The longest interval that its birth certificate declares; null without one. */
  longestIntervalSeconds: number | null;
}

/** How long a kitchen may say nothing before it counts as silent (B3), ms. */
export function silenceLimitMs(longestIntervalSeconds: number | null): number {
  return Math.max(3_000 * (longestIntervalSeconds ?? 0), LEAST_SILENCE_MS);
}

/** B3: presence is the will and the age of the last message. */
export function presenceOf(heard: Heard, nowMs: number): Presence {
  if (heard.lastMessageAtMs === null) return 'never';
  if (heard.state === 'offline') return 'offline';
  return nowMs - heard.lastMessageAtMs > silenceLimitMs(heard.longestIntervalSeconds) ? 'silent' : 'online';
}

export interface TroubleFacts extends Heard {
  clockSkewMs: number | null;
  deadLetters24h: number;
  flaggedBatches: readonly string[];
  outOfRange: readonly string[];
  /** When it was last answered later, and last turned away, since it sends more than it may; null: never. */
  slowedAtMs: number | null;
  turnedAwayAtMs: number | null;
  /** What the run of closures says of a scale; null: nothing, or not looked at. */
  scaleDrift?: string | null;
}

/** What is wrong with a kitchen, worst first; empty when all is well. */
export function troublesOf(facts: TroubleFacts, nowMs: number): Trouble[] {
  const presence = presenceOf(facts, nowMs);
  const troubles: Trouble[] = [];
  const add = (kind: Trouble['kind'], severity: Trouble['severity'], detail: string): void =>
    void troubles.push({ kind, severity, detail });

  if (presence === 'offline') add('offline', 'critical', 'Signed off, or its connection broke.');
  if (presence === 'silent')
    add('silent', 'critical', 'Says nothing for longer than it should, though it did not sign off.');
  if (facts.outOfRange.length > 0)
    add('out-of-range', 'critical', `Beyond its declared bounds: ${named(facts.outOfRange)}.`);
  if (facts.flaggedBatches.length > 0)
    add(
      'flagged-batch',
      'warning',
      facts.flaggedBatches.length === 1
        ? `The log of ${named(facts.flaggedBatches)} does not add up; its page says how.`
        : `The logs of ${named(facts.flaggedBatches)} do not add up; their pages say how.`,
    );
  if (facts.deadLetters24h > 0)
    add(
      'bad-data',
      'warning',
      `${count.format(facts.deadLetters24h)} refused in the last 24 hours; see what was refused.`,
    );
  if (facts.scaleDrift) add('scale-drift', 'warning', facts.scaleDrift);
  if (facts.clockSkewMs !== null && Math.abs(facts.clockSkewMs) > MAX_CLOCK_SKEW_MS && presence === 'online')
    add(
      'clock-skew',
      'warning',
      `Its newest reading was ${lengthWords(Math.abs(facts.clockSkewMs))} ${facts.clockSkewMs > 0 ? 'ahead of' : 'behind'} our clock.`,
    );
  const isRecent = (atMs: number | null): boolean => atMs !== null && nowMs - atMs < LIMITED_MS;
  if (isRecent(facts.turnedAwayAtMs))
    add(
      'too-fast',
      'warning',
      'Sends far more than it may, and some of it is turned away; a device may be broken.',
    );
  else if (isRecent(facts.slowedAtMs))
    add(
      'too-fast',
      'warning',
      'Sends more than it may, or catches up after an outage: it is answered later, and nothing is lost.',
    );
  if (presence === 'never') add('never-seen', 'warning', 'Known, but nothing was ever received from it.');
  return troubles;
}

/** Greater is more troubled: a critical alarm that is on outweighs all troubles, a critical one any number of warnings. */
export function troubleScore(kitchen: Pick<KitchenSummary, 'troubles' | 'openAlarms'>): number {
  return kitchen.troubles.reduce(
    (score, { severity }) => score + (severity === 'critical' ? 100 : 1),
    isAlarming(kitchen) ? 10_000 : 0,
  );
}

const count = new Intl.NumberFormat('en');
const LENGTHS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `5 minutes`, `26 hours`, `1,095 days`: in the greatest that it is two of. */
function lengthWords(ms: number): string {
  const [unit, unitMs] = LENGTHS.find(([, each]) => ms >= 2 * each) ?? LENGTHS[2];
  return new Intl.NumberFormat('en', {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: 0,
  }).format(ms / unitMs);
}

const NAMED_AT_MOST = 3;

function named(names: readonly string[]): string {
  const rest = names.length - NAMED_AT_MOST;
  return names.slice(0, NAMED_AT_MOST).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
