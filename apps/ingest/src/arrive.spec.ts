import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { MAX_PAYLOAD_BYTES } from '@bakeloop/contracts';
import { arrive, readInTurns } from './arrive.js';
import { KitchenPaces, PATIENCE_MS } from './pace.js';

const SESSION = '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11';
const pack = (seq: number, readings: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      session: SESSION,
      seq,
      records: Array.from({ length: readings }, (_, index) => ({
        bt: 1.8e9,
        n: 'extruder-1/temp',
        t: index,
        v: 1,
      })),
    }),
  );
const message = (payload: Buffer, stream = 'telemetry') => ({
  topic: `kitchens/v1/k-1/${stream}`,
  payload,
  receivedAt: new Date(1.8e12),
});
const paces = () => new KitchenPaces({ readingsPerSecond: 100, burstReadings: 100 });

describe('a message that waits for its commit', () => {
  it('weighs what it is when inflated, and is read as it came', () => {
    const plain = pack(1, 50);
    const deflated = deflateSync(plain);
    const arrived = arrive(message(deflated), paces(), 0);
    expect(arrived).toMatchObject({ kitchenId: 'k-1', bytes: plain.length });
    const read = arrived.read();
    expect(read).toMatchObject({ kitchenId: 'k-1', bytes: plain.length, tracking: { seq: 1 }, refusals: [] });
    // What is kept of it as a dead letter is what its kitchen sent.
    expect(read.message.payload).toEqual(deflated);
    expect(read.limited).toBeUndefined();
  });

  it('is refused when it is read, whatever is wrong with it', () => {
    const reasonOf = (payload: Buffer, stream?: string) =>
      arrive(message(payload, stream), paces(), 0).read().refusals[0]?.reason;
    expect(reasonOf(deflateSync(pack(1, 50)).subarray(0, -8))).toBe('not_json');
    expect(reasonOf(deflateSync(Buffer.alloc(MAX_PAYLOAD_BYTES + 1, 0x20)))).toBe('too_large');
    expect(reasonOf(Buffer.alloc(MAX_PAYLOAD_BYTES + 1, 0x20))).toBe('too_large');
    expect(reasonOf(Buffer.from('{'))).toBe('not_json');
    expect(reasonOf(pack(1, 1), 'nowhere')).toBe('topic');
  });

  it('is counted in the order of arrival, deflated or not: a long outage of the database turns nobody away', () => {
    const ofKitchen = paces();
    // A pack a second, which is half of what it may send, while nothing is committed; every other one is deflated.
    const waiting = Array.from({ length: 300 }, (_, second) => {
      const plain = pack(second + 1, 50);
      return arrive(message(second % 2 === 0 ? plain : deflateSync(plain)), ofKitchen, second * 1_000);
    });
    expect(waiting.map((one) => one.read().limited)).toEqual(waiting.map(() => undefined));
  });

  it('is slowed down within the patience for its kitchen, and turned away unread beyond it', () => {
    const ofKitchen = paces();
    const readings = 500;
    const some = Array.from({ length: 8 }, (_, index) =>
      arrive(message(pack(index + 1, readings)), ofKitchen, 0),
    );
    const limits = some.map((one) => one.read().limited);
    // 1 s of burst, 5 s a pack: after the fifth it is 24 s ahead.
    expect(limits).toEqual([
      'slowed',
      'slowed',
      'slowed',
      'slowed',
      'slowed',
      ...Array(3).fill('turned-away'),
    ]);
    const late = deflateSync(pack(9, readings));
    const unread = arrive(message(late), ofKitchen, 24_000 - PATIENCE_MS - 1);
    // It takes no room in a commit, and its bytes are let go.
    expect(unread.bytes).toBe(0);
    expect(unread.read()).toMatchObject({ limited: 'turned-away', bytes: 0 });
    expect(arrive(message(late), ofKitchen, 24_000 - PATIENCE_MS).read().limited).toBe('slowed');
  });

  it('is kept whole where nobody sends it again, though it was turned away unread', () => {
    const ofKitchen = paces();
    for (let seq = 1; seq <= 5; seq++) arrive(message(pack(seq, 500)), ofKitchen, 0).read();
    const kept = (payload: string, stream?: string) =>
      expect(arrive(message(Buffer.from(payload), stream), ofKitchen, 0).read()).toMatchObject({
        limited: 'turned-away',
        message: { payload: Buffer.from(payload) },
        refusals: [{ reason: 'too_fast' }],
      });
    kept('[{"n":"extruder-1/temp","v":1}]');
    kept('{"name":"Kitchen"}', 'birth');
    // What the broker keeps and sends again at each connection is nothing that its kitchen does now.
    const retained = { ...message(pack(6, 500)), retained: true };
    expect(arrive(retained, ofKitchen, 0).read()).toMatchObject({
      content: { kind: 'ignored' },
      limited: undefined,
    });
  });
});

describe('what is committed together', () => {
  const turnsOf = async (sizes: readonly number[]): Promise<number> => {
    let isOver = false;
    let turns = 0;
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    const order: number[] = [];
    const waiting = sizes.map((bytes, index) => ({
      ...arrive(message(pack(index + 1, 1)), paces(), 0),
      bytes,
    }));
    const reading = readInTurns(
      waiting.map((one, index) => ({ ...one, read: () => (order.push(index), one.read()) })),
    );
    setImmediate(count);
    await reading;
    isOver = true;
    expect(order).toEqual(sizes.map((_, index) => index));
    return turns;
  };

  it('is read in order and lets others have a turn after some, and after each that is large', async () => {
    expect(await turnsOf(Array(20).fill(1_000))).toBe(0);
    expect(await turnsOf(Array(32).fill(256 * 1024))).toBeGreaterThanOrEqual(30);
    expect(await turnsOf(Array(1_000).fill(10))).toBeGreaterThanOrEqual(14);
  });
});
