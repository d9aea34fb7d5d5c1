import { describe, expect, it } from '@jest/globals';
import { eventPack, MAX_PAYLOAD_BYTES, parseUpTopic, telemetryPack } from '@bakeloop/contracts';
import { recordingOf } from './record.js';
import { SAMPLE_KITCHEN } from './world/kitchens.js';
import { ORDINARY_MISHAPS } from './world/world.js';

const record = () => [
  ...recordingOf({
    kitchen: SAMPLE_KITCHEN,
    seed: 7,
    fromMs: Date.parse('2026-09-21T00:00:00+02:00'),
    toMs: Date.parse('2026-09-22T00:00:00+02:00'),
    intervalSeconds: 300,
    mishaps: ORDINARY_MISHAPS,
  }),
];

describe('a recording', () => {
  it('is the same to the byte whenever it is made', () => {
    expect(JSON.stringify(record())).toBe(JSON.stringify(record()));
  });

  it('is a birth and then packs of the contract, each stream counted from 1 (P1, T3)', () => {
    const [birthMessage, ...packs] = record();
    expect(birthMessage?.topic).toBe('kitchens/v1/za-cpt-01/birth');
    const seqs: Record<string, number[]> = {};
    for (const { topic, payload } of packs) {
      const stream = parseUpTopic(topic)?.stream ?? '';
      const pack = (stream === 'events' ? eventPack : telemetryPack).parse(payload);
      (seqs[stream] ??= []).push(pack.seq);
      expect(JSON.stringify(payload).length).toBeLessThan(MAX_PAYLOAD_BYTES);
    }
    for (const counted of Object.values(seqs)) expect(counted).toEqual(counted.map((_, at) => at + 1));
    expect(Object.keys(seqs).toSorted()).toEqual(['events', 'telemetry']);
  });
});
