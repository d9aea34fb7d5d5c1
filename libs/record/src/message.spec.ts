import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, contentHash } from './content-hash.js';
import { readMessage } from './message.js';

const receivedAt = new Date(Date.UTC(2026, 2, 2));
const read = (topic: string, payload: Buffer | string) =>
  readMessage({ topic, payload: Buffer.from(payload), receivedAt });

describe('reading a message', () => {
  it('never throws, whatever bytes come on whatever topic', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom('kitchens/v1/a-1/telemetry', 'kitchens/v1/a-1/events', 'kitchens/v1/a-1/birth'),
        ),
        fc.oneof(
          fc.uint8Array().map((bytes) => Buffer.from(bytes)),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (topic, payload) => {
          const { content, refusals } = read(topic, payload);
          if (content.kind === 'refused') expect(refusals).toHaveLength(1);
        },
      ),
    );
  });

  it('can still acknowledge a pack whose records are wrong', () => {
    const session = '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11';
    const { tracking, refusals } = read(
      'kitchens/v1/a-1/telemetry',
      JSON.stringify({ session, seq: 4, records: 1 }),
    );
    expect(tracking).toEqual({ session, seq: 4, stream: 'telemetry' });
    expect(refusals[0]?.reason).toBe('schema');
  });
});

it('gives one hash to one content, whatever the order of its keys (E1)', () => {
  expect(contentHash({ a: 1, b: { c: [1, { x: 1, y: 2 }] } })).toEqual(
    contentHash({ b: { c: [1, { y: 2, x: 1 }] }, a: 1 }),
  );
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});
