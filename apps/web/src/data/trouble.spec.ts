import { describe, expect, it } from '@jest/globals';
import type { KitchenSummary, Trouble } from '@bakeloop/contracts';
import { zeroTotals } from '@bakeloop/domain';
import { sortByTrouble, stateWords } from './trouble.js';

const trouble = (kind: Trouble['kind'], severity: Trouble['severity']): Trouble => ({
  kind,
  severity,
  detail: '',
});
const kitchen = (
  name: string,
  troubles: Trouble[],
  presence: KitchenSummary['presence'] = 'online',
): KitchenSummary => ({
  id: name.toLowerCase(),
  name,
  place: null,
  country: null,
  timeZone: 'UTC',
  position: null,
  presence,
  lastMessageAt: null,
  clockSkewMs: null,
  queueAgeMs: null,
  planGrams: null,
  deadLetters24h: 0,
  openAlarms: { active: 0, unacknowledged: 0, worst: null },
  troubles,
  runningBatch: null,
  lastClosure: null,
  today: { day: '2026-03-02', totals: zeroTotals() },
  allTime: zeroTotals(),
});

describe('sortByTrouble', () => {
  it('puts the worst first: severity, then kind, then number, then name', () => {
    const fleet = [
      kitchen('Quiet-b', []),
      kitchen('Flagged', [trouble('flagged-batch', 'warning')]),
      kitchen('Quiet-a', []),
      kitchen('Bad', [trouble('bad-data', 'warning')]),
      kitchen('Hot', [trouble('out-of-range', 'critical')]),
      kitchen('Gone', [trouble('offline', 'critical')], 'offline'),
      kitchen('Worse', [trouble('bad-data', 'warning'), trouble('clock-skew', 'warning')]),
    ];
    expect(sortByTrouble(fleet).map(({ name }) => name)).toEqual([
      'Gone',
      'Hot',
      'Worse',
      'Bad',
      'Flagged',
      'Quiet-a',
      'Quiet-b',
    ]);
    expect(fleet[0]?.name).toBe('Quiet-b');
  });

  it('puts a critical alarm that is on before everything else, and says so', () => {
    const openAlarms = { active: 1, unacknowledged: 0, worst: 'critical' as const };
    const burning = { ...kitchen('Burning', []), openAlarms };
    const [first] = sortByTrouble([kitchen('Gone', [trouble('offline', 'critical')], 'offline'), burning]);
    expect(first && stateWords(first)).toBe('Critical alarm');
    expect(first?.name).toBe('Burning');
  });
});
