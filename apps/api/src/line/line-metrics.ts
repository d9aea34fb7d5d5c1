import type { LineAnswer } from '@bakeloop/contracts';
import type { MetricFamily } from './prometheus.js';

const OUTCOMES = { stored: 'stored', duplicate: 'duplicate', deadLettered: 'dead_lettered' } as const;

/**
 * The line as a scraper reads it. What came from no known kitchen has an empty label.
 * @param viewers how many live connections this process has
 */
export function lineMetrics(
  { canary, kitchens, unaccounted }: LineAnswer,
  { nowMs, viewers }: { nowMs: number; viewers: number },
): MetricFamily[] {
  return [
    {
      name: 'bakeloop_canary_age_seconds',
      help: 'Since the newest canary pack that the database has was sent; absent when none was in a week.',
      type: 'gauge',
      samples:
        canary.sentAt === null ? [] : [{ labels: {}, value: (nowMs - Date.parse(canary.sentAt)) / 1_000 }],
    },
    {
      name: 'bakeloop_canary_late',
      help: '1 while no canary pack arrives: broker or ingest does not work.',
      type: 'gauge',
      samples: [{ labels: {}, value: canary.state === 'late' ? 1 : 0 }],
    },
    {
      name: 'bakeloop_records_received_total',
      help: 'Readings and events that came, and messages that were refused whole.',
      type: 'counter',
      samples: kitchens.map(({ kitchenId, tally }) => ({
        labels: { kitchen: kitchenId ?? '' },
        value: tally.received,
      })),
    },
    {
      name: 'bakeloop_records_total',
      help: 'What became of the records received; the outcomes add up to them.',
      type: 'counter',
      samples: kitchens.flatMap(({ kitchenId, tally }) =>
        Object.entries(OUTCOMES).map(([kind, outcome]) => ({
          labels: { kitchen: kitchenId ?? '', outcome },
          value: tally[kind as keyof typeof OUTCOMES],
        })),
      ),
    },
    {
      name: 'bakeloop_messages_limited_total',
      help: 'Messages answered later or turned away, since their kitchen sends more than it may.',
      type: 'counter',
      samples: kitchens.flatMap(({ kitchenId, tally: { slowed, turnedAway } }) => [
        { labels: { kitchen: kitchenId ?? '', how: 'slowed' }, value: slowed },
        { labels: { kitchen: kitchenId ?? '', how: 'turned_away' }, value: turnedAway },
      ]),
    },
    {
      name: 'bakeloop_records_unaccounted',
      help: 'Records received less those with an outcome: always 0.',
      type: 'gauge',
      samples: [{ labels: {}, value: unaccounted }],
    },
    {
      name: 'bakeloop_viewers',
      help: 'Live connections of pages to this process.',
      type: 'gauge',
      samples: [{ labels: {}, value: viewers }],
    },
  ];
}
