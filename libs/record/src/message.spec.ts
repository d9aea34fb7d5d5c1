import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { createDeflate, deflateSync } from 'node:zlib';
import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '@bakeloop/domain';
import { contentHash } from './content-hash.js';
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
          fc.json().map((text) => deflateSync(text)),
          fc.tuple(fc.json(), fc.nat()).map(([text, cut]) => deflateSync(text).subarray(0, cut % 40)),
        ),
        (topic, payload) => {
          const { content, refusals } = read(topic, payload);
          if (content.kind === 'refused') expect(refusals).toHaveLength(1);
        },
      ),
    );
  });

  it('that it fails to read costs its neighbours nothing: it is shown, and not acknowledged, so that its kitchen keeps it (P3)', () => {
    const session = '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11';
    const payload = Buffer.from(
      JSON.stringify({ session, seq: 4, records: [{ n: 'a/b', bt: 1_772_400_000 }] }),
    );
    const message = { topic: 'kitchens/v1/a-1/telemetry', payload, receivedAt: new Date() };
    jest.spyOn(message.receivedAt, 'getTime').mockImplementation(() => {
      throw new TypeError('not thought of');
    });
    expect(readMessage(message)).toMatchObject({
      message,
      kitchenId: 'a-1',
      tracking: null,
      content: { kind: 'refused' },
      refusals: [{ reason: 'unread', detail: 'reading it failed: TypeError: not thought of' }],
    });
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

/** Deflated piece by piece, so that making it leaves no mark of its size. */
async function gigabyteOfSpaces(): Promise<Buffer> {
  const deflate = createDeflate();
  const deflated = buffer(deflate);
  const piece = Buffer.alloc(1024 ** 2, ' ');
  for (let megabyte = 0; megabyte < 1_024; megabyte++)
    if (!deflate.write(piece)) await once(deflate, 'drain');
  deflate.end();
  return deflated;
}

describe('a deflated pack', () => {
  const session = '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11';
  const pack = JSON.stringify({ session, seq: 4, records: [{ n: 'a/b', bt: 1_772_400_000, v: 1 }] });
  const telemetry = (payload: Buffer) => read('kitchens/v1/a-1/telemetry', payload);

  it('is read as the pack that it was, and costs what that costs (D2)', () => {
    const plain = telemetry(Buffer.from(pack));
    const deflated = telemetry(deflateSync(pack));
    expect(deflated.content).toEqual(plain.content);
    expect(deflated.tracking).toEqual({ session, seq: 4, stream: 'telemetry' });
    expect(deflated.bytes).toBe(pack.length);
    const events = read(
      'kitchens/v1/a-1/events',
      deflateSync(JSON.stringify({ session, seq: 1, events: [{}] })),
    );
    expect(events.refusals[0]?.position).toBe(0);
  });

  it('holds as much as a plain one, and not a byte more (D2, T3)', () => {
    const padded = (bytes: number): Buffer => deflateSync(pack.padEnd(bytes, ' '));
    expect(telemetry(padded(262_144)).refusals).toEqual([]);
    expect(telemetry(padded(262_145)).refusals).toEqual([
      { position: null, reason: 'too_large', detail: expect.stringContaining('Send smaller packs') },
    ]);
  });

  it('that is a bomb is refused before it is whole in memory (D2)', async () => {
    const bomb = await gigabyteOfSpaces();
    const beforeKb = process.resourceUsage().maxRSS;
    expect(telemetry(bomb).refusals[0]?.reason).toBe('too_large');
    // What is less than a tenth of it is whatever else happens meanwhile.
    expect(process.resourceUsage().maxRSS - beforeKb).toBeLessThan(100 * 1024);
  });

  it('cut off, followed by something, or none at all is told as what it is (D2)', () => {
    const whole = deflateSync(pack);
    const detail = (payload: Buffer): string | undefined => telemetry(payload).refusals[0]?.detail;
    expect(detail(whole.subarray(0, -1))).toContain('begins as a deflated pack (zlib) and is none');
    expect(detail(Buffer.concat([whole, Buffer.from('{}')]))).toBe('deflated, with 2 bytes after its end');
    expect(detail(Buffer.from('x^ is no stream'))).toContain('is none');
    expect(detail(deflateSync(deflateSync(pack)))).toContain('not JSON');
  });

  it('that is too large when inflated is acknowledged, as far as its beginning says what it is (P2, T3)', () => {
    const large = JSON.stringify({ session, seq: 4, records: [{ n: 'm/x', v: 1 }] }).padEnd(300_000, ' ');
    const saidLast = JSON.stringify({ records: [{ n: 'x'.repeat(300_000) }], session, seq: 4 });
    for (const payload of [Buffer.from(large), deflateSync(large), Buffer.from(saidLast)])
      expect(telemetry(payload)).toMatchObject({
        tracking: { session, seq: 4, stream: 'telemetry' },
        content: { kind: 'refused' },
        refusals: [{ reason: 'too_large', detail: expect.stringMatching(/Send smaller packs\.$/) }],
      });
  });

  it('that is damaged is not acknowledged, so that it comes again in plain JSON (D3)', () => {
    const whole = deflateSync(pack);
    const wrongSum = Buffer.concat([whole.subarray(0, -4), Buffer.alloc(4)]);
    const followed = Buffer.concat([whole, Buffer.from('{}')]);
    for (const payload of [whole.subarray(0, -1), wrongSum, followed])
      expect(telemetry(payload)).toMatchObject({
        tracking: null,
        content: { kind: 'refused' },
        refusals: [{ reason: 'not_json' }],
      });
  });

  it('that is too large and does not begin with what it is names no session, and never another (P2)', () => {
    const large = (text: string): Buffer => Buffer.from(text.padEnd(300_000, ' '));
    for (const payload of [
      large('{"records":[],"session":"' + session + '","seq":12'),
      large('{"session":"' + session + '","seq":1'),
      large('[{"session":"' + session + '","seq":1,"v":[1,2]}]'),
      large(JSON.stringify({ seq: 4, records: [{ session }] })),
      Buffer.from(JSON.stringify({ records: ['x'.repeat(300_000), { session, seq: 4 }] })),
      large('{"seq":1.5,"session":"' + session + '","records":['),
      large('{"a":'.repeat(40_000)),
      large('['.repeat(200_000)),
    ])
      expect(telemetry(payload).tracking).toBeNull();
  });

  it('is for packs only: a certificate is for whoever subscribes', () => {
    const { refusals } = read(
      'kitchens/v1/a-1/birth',
      deflateSync(JSON.stringify({ session, machines: [], channels: [] })),
    );
    expect(refusals[0]?.reason).toBe('not_json');
  });
});

it('gives one hash to one content, whatever the order of its keys (E1)', () => {
  expect(contentHash({ a: 1, b: { c: [1, { x: 1, y: 2 }] } })).toEqual(
    contentHash({ b: { c: [1, { y: 2, x: 1 }] }, a: 1 }),
  );
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});
