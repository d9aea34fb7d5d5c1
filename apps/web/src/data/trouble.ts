import { TROUBLES, type KitchenSummary, type Trouble } from '@bakeloop/contracts';

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

function rank({ kind, severity }: Trouble): number {
  return (severity === 'critical' ? 0 : TROUBLES.length) + TROUBLES.indexOf(kind);
}

/** Lower is worse; a kitchen without trouble comes last. */
function worst(kitchen: KitchenSummary): number {
  return Math.min(2 * TROUBLES.length, ...kitchen.troubles.map(rank));
}

/**
 * Most troubled first: by the worst trouble's severity, then its kind, then how many there are. The rest by name, so that
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

export type Condition = 'good' | 'warning' | 'critical' | 'unknown';

/** One word for a marker or a badge: the worst thing known about a kitchen. */
export function conditionOf(kitchen: KitchenSummary): Condition {
  if (kitchen.presence === 'never') return 'unknown';
  if (kitchen.presence === 'offline' || kitchen.presence === 'silent') return 'critical';
  if (kitchen.troubles.some(({ severity }) => severity === 'critical')) return 'critical';
  return kitchen.troubles.length > 0 ? 'warning' : 'good';
}

/** Alarms of a kitchen that are active, or that nobody has acknowledged yet. */
export function openAlarmsOf({ openAlarms: { active, unacknowledged } }: KitchenSummary): number {
  return Math.max(active, unacknowledged);
}
