import type { LogCounts } from './entries.js';
import type { SendOutcome } from './send.js';

/** Whether what was typed is safe, in one sentence that says what to do. */
export function statusWords(counts: LogCounts, outcome: SendOutcome | null, sending: boolean): string {
  if (counts.waiting === 0) {
    if (counts.refused > 0) return 'Sent, but something was not taken: it needs you.';
    return 'Everything is stored. Nothing is waiting on this phone.';
  }
  if (sending || outcome === null) return 'Sending …';
  switch (outcome.kind) {
    case 'no-network':
      return 'No network. All of it is safe on this phone and goes out by itself when the network is back.';
    case 'no-server':
      return 'The network is there, but Bakeloop does not answer. All of it is safe on this phone; trying again every 15 seconds.';
    case 'signed-out':
      return 'Sign in again to send. All of it is safe on this phone.';
    case 'failed':
      return `Bakeloop answers, but does not take it now: ${outcome.detail} It stays on this phone.`;
    case 'sent':
      return 'Safe on this phone, about to be sent.';
  }
}
