/** Why an entry is cancelled or corrected: what the history says, and how it is asked for. */
export const REASONS = {
  'wrong weight': 'entry.whyWeight',
  'wrong choice': 'entry.whyChoice',
  'wrong time': 'entry.whyTime',
  'entered twice': 'entry.whyTwice',
  'did not happen': 'entry.whyNot',
} as const;
export type Reason = keyof typeof REASONS;
export const REASON_NAMES = Object.keys(REASONS) as Reason[];
export const isReason = (text: string): text is Reason => Object.hasOwn(REASONS, text);

/** What never was cannot be put right, only cancelled. */
export const isCorrectable = (reason: Reason): boolean =>
  reason !== 'entered twice' && reason !== 'did not happen';
