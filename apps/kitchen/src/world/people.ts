import { HOUR_MS, MINUTE_MS, weekday } from './calendar.js';
import type { DayContext, Draft } from './drafts.js';
import { integerBetween, randomOf } from './random.js';

/** No crew works longer than this: a longer day has two. */
const CREW_HOURS = 11;

/** Who worked how long for what, who learned, and who was hurt. `minutes` are those of each person. */
export function peopleOf({ kitchen, seed, day }: DayContext): Draft[] {
  if (!day.shift) return [];
  const { fromMs, toMs } = day.shift;
  const random = randomOf(seed, kitchen.id, day.day, 'people');
  const hours = (toMs - fromMs) / HOUR_MS;
  const crews = hours > CREW_HOURS ? 2 : 1;
  const people = Math.max(4, Math.round(kitchen.kgPerDay / 75 / crews));
  const drafts = Array.from({ length: crews }, (_, crew): Draft => {
    const minutes = Math.round((hours / crews) * 60);
    const minor = Math.round((people * minutes * kitchen.paidMinorPerHour) / 60);
    return {
      key: `labour/${crew}`,
      type: 'labour.recorded',
      timeMs: fromMs + ((toMs - fromMs) * (crew + 1)) / crews - 5 * MINUTE_MS,
      actor: 'op-1',
      data: { people, minutes, kind: 'work', paid: { minor, currency: kitchen.currency } },
    };
  });
  if (weekday(day.day) === 2 && random() < 0.6)
    drafts.push({
      key: 'training',
      type: 'labour.recorded',
      timeMs: toMs - 70 * MINUTE_MS,
      actor: 'op-1',
      data: {
        people: integerBetween(random, 2, people),
        minutes: integerBetween(random, 2, 8) * 15,
        kind: 'training',
      },
    });
  if (random() < 0.012)
    drafts.push({
      key: 'fume',
      type: 'incident.recorded',
      timeMs: fromMs + integerBetween(random, 90, 300) * MINUTE_MS,
      actor: 'op-2',
      data: { kind: 'fume', severity: 1, lostTime: false, note: 'Carbon filter spent, replaced' },
    });
  if (random() < 0.004)
    drafts.push({
      key: 'injury',
      type: 'incident.recorded',
      timeMs: fromMs + integerBetween(random, 90, 300) * MINUTE_MS,
      actor: 'op-2',
      data: {
        kind: 'injury',
        severity: 2,
        lostTime: true,
        note: 'Burn on a hand at demoulding, cooled and dressed',
      },
    });
  return drafts;
}
