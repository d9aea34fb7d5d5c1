import { isAlarming, TROUBLES, type KitchenSummary, type Trouble } from '@bakeloop/contracts';

/** Words for the state of a kitchen, and the order in which staff should look. */

export const TROUBLE_WORDS: Record<Trouble['kind'], string> = {
  offline: 'Offline',
  silent: 'Silent',
  'bad-data': 'Sending bad data',
  'flagged-batch': 'Batch to check',
  'scale-drift': 'A scale may drift',
  'clock-skew': 'Clock is wrong',
  'out-of-range': 'Value out of range',
  'too-fast': 'Sends too much',
  'never-seen': 'Never heard from',
};

export const PRESENCE_WORDS: Record<KitchenSummary['presence'], string> = {
  online: 'Online',
  silent: 'Silent',
  offline: 'Offline',
  never: 'Never heard from',
};

/** How a kitchen is, in a word or two: an alarm, else its worst trouble, else whether it is heard. */
export function stateWords(kitchen: KitchenSummary): string {
  const [worst] = kitchen.troubles;
  if (isAlarming(kitchen)) return 'Critical alarm';
  return worst ? TROUBLE_WORDS[worst.kind] : PRESENCE_WORDS[kitchen.presence];
}

function rank({ kind, severity }: Trouble): number {
  return (severity === 'critical' ? 0 : TROUBLES.length) + TROUBLES.indexOf(kind);
}

/** Lower is worse: a critical alarm, then the worst trouble; a kitchen without either comes last. */
function worst(kitchen: KitchenSummary): number {
  return Math.min(2 * TROUBLES.length, isAlarming(kitchen) ? -1 : Infinity, ...kitchen.troubles.map(rank));
}

/**
 * Most troubled first: by a critical alarm, the worst trouble's severity, then its kind, then how many there are. The rest by name, so that
 * rows stand still while numbers move.
 */
export function sortByTrouble(kitchens: KitchenSummary[]): KitchenSummary[] {
  return [...kitchens].sort(
    (left, right) =>
      worst(left) - worst(right) ||
      right.troubles.length - left.troubles.length ||
      left.name.localeCompare(right.name) ||
      left.id.localeCompare(right.id),
  );
}

/** Alarms of a kitchen that are active, or that nobody has acknowledged yet. */
export function openAlarmsOf({ openAlarms: { active, unacknowledged } }: KitchenSummary): number {
  return Math.max(active, unacknowledged);
}
