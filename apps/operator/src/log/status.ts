import { t } from '../language/language.js';
import type { LogCounts } from './entries.js';
import type { Progress, SendOutcome } from './send.js';

/** Whether what was typed is safe, in one sentence that says what to do. */
export function statusWords(
  counts: LogCounts,
  outcome: SendOutcome | null,
  sending: Progress | null,
): string {
  if (counts.waiting === 0) {
    if (counts.refused > 0) return t('log.sentButRefused');
    return t('log.allStored');
  }
  if (sending) return t('phone.sendingOf', { done: sending.done, total: sending.total });
  if (outcome === null) return t('log.sending');
  switch (outcome.kind) {
    case 'no-network':
      return t('log.noNetwork');
    case 'no-server':
      return t('log.noServer');
    case 'portal':
      return t('phone.portal');
    case 'unproved':
      return t('phone.unproved');
    case 'signed-out':
      return t('log.signedOut');
    case 'failed':
      return t('log.failed', { detail: outcome.say ? t(outcome.say) : outcome.detail });
    case 'sent':
      return t('log.about');
  }
}
