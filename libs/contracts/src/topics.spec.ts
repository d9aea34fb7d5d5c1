import { describe, expect, it } from '@jest/globals';
import { CANARY_ID, mayPublish, maySubscribe, parseUpTopic, topics, type BrokerUser } from './topics.js';

const own: BrokerUser = { kind: 'kitchen', id: 'ke-nbo-01' };
const anonymous: BrokerUser = { kind: 'anonymous' };
const platform: BrokerUser = { kind: 'platform' };

describe('topics', () => {
  it('reads the kitchen and the stream of an upward topic, and nothing else', () => {
    expect(parseUpTopic(topics.of('ke-nbo-01', 'telemetry'))).toEqual({
      kitchenId: 'ke-nbo-01',
      stream: 'telemetry',
    });
    for (const topic of [
      'kitchens/v1/ke-nbo-01/ack',
      'kitchens/v2/ke-nbo-01/telemetry',
      'kitchens/v1/KE/telemetry',
      'kitchens/v1/-a-/telemetry',
      'kitchens/v1/a--b/telemetry',
      `kitchens/v1/${'a'.repeat(33)}/telemetry`,
      'kitchens/v1/ke-nbo-01/telemetry/more',
      '',
    ])
      expect(parseUpTopic(topic)).toBeNull();
  });

  it('lets a kitchen publish only its own upward topics (T1)', () => {
    expect(mayPublish(own, topics.of('ke-nbo-01', 'telemetry'))).toBe(true);
    expect(mayPublish(own, topics.of('gh-acc-01', 'telemetry'))).toBe(false);
    expect(mayPublish(own, topics.of('ke-nbo-01', 'ack'))).toBe(false);
    expect(mayPublish(own, topics.changes('ke-nbo-01'))).toBe(false);
    expect(mayPublish(anonymous, topics.of('ke-nbo-01', 'ack'))).toBe(false);
    expect(mayPublish(platform, topics.of('ke-nbo-01', 'ack'))).toBe(true);
    expect(mayPublish(platform, '$SYS/x')).toBe(false);
  });

  it('keeps the id of the canary for the platform', () => {
    const topic = topics.of(CANARY_ID, 'telemetry');
    expect(parseUpTopic(topic)?.kitchenId).toBe(CANARY_ID);
    expect(mayPublish(platform, topic)).toBe(true);
    expect(mayPublish(anonymous, topic)).toBe(false);
    expect(mayPublish({ kind: 'kitchen', id: CANARY_ID }, topic)).toBe(false);
  });

  it('lets a kitchen subscribe only below its own id (T1)', () => {
    expect(maySubscribe(own, topics.of('ke-nbo-01', 'ack'))).toBe(true);
    expect(maySubscribe(own, 'kitchens/v1/ke-nbo-01/#')).toBe(true);
    for (const filter of [
      '#',
      'kitchens/v1/+/ack',
      'kitchens/v1/gh-acc-01/ack',
      'platform/v1/changes/+',
      '$SYS/#',
    ])
      expect(maySubscribe(own, filter)).toBe(false);
    expect(maySubscribe(anonymous, 'kitchens/v1/+/telemetry')).toBe(false);
    expect(maySubscribe(anonymous, topics.allChanges)).toBe(false);
    expect(maySubscribe(platform, topics.allChanges)).toBe(true);
  });
});
