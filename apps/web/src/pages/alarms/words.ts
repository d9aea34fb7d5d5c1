import { channelLabel, type AlarmDetail, type AlarmView, type Condition } from '@bakeloop/contracts';
import type { AlarmKind, AlarmSeverity } from '@bakeloop/domain';

export const KIND_WORDS: Record<AlarmKind, string> = {
  pvc: 'PVC found',
  'zero-flow': 'Heat without flow',
  threshold: 'Out of bounds',
  silence: 'Silence',
  closure: 'Mass does not add up',
  'scale-drift': 'Scale drift',
  calibration: 'Calibration overdue',
  'filter-hours': 'Filter hours',
  'ps-hours': 'Hours of polystyrene',
  'dead-letters': 'Refused messages',
  canary: 'The line',
};

export const SEVERITY_WORDS: Record<AlarmSeverity, string> = {
  critical: 'Critical',
  warning: 'Warning',
  notice: 'Notice',
};
export const SEVERITY_SHAPE: Record<AlarmSeverity, Condition> = {
  critical: 'critical',
  warning: 'warning',
  notice: 'unknown',
};

/** Why nobody is told of an alarm that is on. */
export const MUTE_WORDS: Record<NonNullable<AlarmDetail['mutedBy']>, string> = {
  silenced: 'Told to nobody: somebody silenced it, as said below.',
  moving: 'Told to nobody: the kitchen came to another place in the last twelve hours, and is being set up.',
  maintenance: 'Told to nobody: the machine was worked on in the last half hour, and is being tried.',
};

/** What an alarm is of, as people call it: `channel:extruder-1/energy` is `Extruder 1: energy`. */
export const subjectWords = (subject: string): string =>
  subject.startsWith('channel:') ? channelLabel(subject.slice('channel:'.length)) : subject.replace(':', ' ');

/** The four states in words. */
export function stateWords({ clearedAt, acknowledgedAt }: AlarmView): string {
  if (clearedAt === null) return acknowledgedAt === null ? 'Active' : 'Active, acknowledged';
  return acknowledgedAt === null ? 'Over, not acknowledged' : 'Closed';
}

const WHAT: Record<AlarmDetail['history'][number]['what'], string> = {
  raised: 'Raised',
  'detected-late': 'Detected late: told to nobody',
  again: 'On again',
  worse: 'Worse than before, or seen in time now',
  cleared: 'Over',
  acknowledged: 'acknowledged it',
  assigned: 'has it looked after',
  commented: 'commented',
  silenced: 'silenced it',
};

/** One step of an alarm's history. */
export function entryWords({ what, by, data }: AlarmDetail['history'][number]): string {
  const text = (name: string): string | null => (typeof data?.[name] === 'string' ? data[name] : null);
  const who = by ?? 'Somebody';
  switch (what) {
    case 'acknowledged':
      return `${who} ${WHAT[what]}`;
    case 'assigned': {
      const to = text('to');
      if (to === null) return `${who} has nobody look after it`;
      return to === by ? `${to} looks after it` : `${who} has ${to} look after it`;
    }
    case 'commented':
      return `${who}: ${text('text') ?? ''}`;
    case 'silenced':
      return `${who} ${WHAT[what]}: ${text('text') ?? ''}`;
    default:
      return WHAT[what];
  }
}
