import { expect, it } from '@jest/globals';
import type { StoredEvent } from '@bakeloop/contracts';
import { stageSpans } from './stages.js';

const stage = (time: string, name: string, edge: string, struckBy: string | null = null): StoredEvent => ({
  id: '0192f0c1-6f0e-7c3a-9f5e-000000000000',
  type: 'batch.stage',
  time,
  receivedAt: time,
  source: 'mqtt',
  actor: null,
  batchId: 'B-1',
  supersedes: null,
  reason: null,
  struckBy,
  late: false,
  data: { stage: name, edge },
});

it('joins starts and ends in any order, overlapping or repeated, and leaves corrected ones out', () => {
  const spans = stageSpans([
    stage('2026-03-02T10:40:00Z', 'melt', 'end'),
    stage('2026-03-02T10:00:00+00:00', 'mix', 'start'),
    stage('2026-03-02T10:10:00Z', 'mix', 'end'),
    stage('2026-03-02T13:05:00+03:00', 'melt', 'start'),
    stage('2026-03-02T10:50:00Z', 'melt', 'start'),
    stage('2026-03-02T09:00:00Z', 'cool', 'start', 'x'),
    stage('2026-03-02T11:00:00Z', 'demould', 'end'),
  ]);
  const minutes = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString().slice(11, 16));
  expect(spans.map((span) => [span.stage, minutes(span.startMs), minutes(span.endMs)])).toEqual([
    ['mix', '10:00', '10:10'],
    ['melt', '10:05', '10:40'],
    ['melt', '10:50', null],
  ]);
});
