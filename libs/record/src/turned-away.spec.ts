import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { turnedAway } from './turned-away.js';

const receivedAt = new Date(Date.UTC(2026, 2, 2));
const flood = (stream: string, payload: Buffer | string, retained = false) =>
  turnedAway({
    topic: `kitchens/v1/a-1/${stream}`,
    payload: Buffer.from(payload),
    receivedAt,
    retained,
  });

describe('what is turned away', () => {
  const pack = '{"session":"0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11","seq":4,"records":[]}';
  const counted = { kitchenId: 'a-1', content: { kind: 'ignored' }, refusals: [], limited: 'turned-away' };

  it.each([
    ['as agents send it', pack],
    ['that begins with spaces, tabs and ends of lines', ` \t\r\n  ${pack}`],
    ['that is deflated', deflateSync(pack)],
    ['that is broken further on', '{"session":'],
  ])('is only counted where it is a pack %s: unacknowledged, it comes again (P3, P4)', (_how, payload) => {
    for (const stream of ['telemetry', 'events', 'results']) {
      const read = flood(stream, payload);
      expect(read).toMatchObject({ ...counted, tracking: null });
      // Not kept in memory either, since there may be many.
      expect([read.bytes, read.message.payload.length]).toEqual([0, 0]);
    }
  });

  it.each([
    ['a bare array', 'telemetry', '  [{"n":"m/x","v":1}]'],
    ['nothing at all', 'telemetry', ''],
    ['nothing but spaces', 'telemetry', '   '],
    ['a certificate', 'birth', pack],
    ['a state', 'status', '{"state":"online"}'],
  ])('becomes a dead letter where nobody sends it again: %s (P5)', (_what, stream, payload) => {
    expect(flood(stream, payload)).toMatchObject({
      message: { payload: Buffer.from(payload) },
      content: { kind: 'refused' },
      refusals: [{ position: null, reason: 'too_fast' }],
      limited: 'turned-away',
    });
  });

  it('is not counted where the broker kept it from earlier: that is no flood of its kitchen', () => {
    expect(flood('telemetry', '[]', true)).toMatchObject({ ...counted, limited: undefined });
  });
});
