import { deflateSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { payloadText } from './payload-text.js';

it('shows text as text, also when its last character is cut in two', () => {
  const bytes = Buffer.from('{"n":"température 🔥"}');
  expect(payloadText(bytes)).toBe('{"n":"température 🔥"}');
  expect(payloadText(bytes.subarray(0, -3))).toBe('{"n":"température ');
});

it('shows nothing that says who delivered, where they live, or what they earned', () => {
  const hidden = '"not shown: protects people"';
  const payload = {
    lotId: 'GATE-1',
    supplier: 'S-"1"',
    price: { minor: 700, currency: 'kes' },
    originPoint: [36.8, -1.3],
    paid: null,
    grossGrams: -5,
  };
  expect(payloadText(Buffer.from(JSON.stringify(payload)))).toBe(
    `{"lotId":"GATE-1","supplier":${hidden},"price":${hidden},"originPoint":${hidden},"paid":${hidden},"grossGrams":-5}`,
  );
  expect(payloadText(Buffer.from('{"price" : {"minor":\n700'))).toBe(`{"price" : ${hidden}`);
  expect(payloadText(Buffer.from('{"supplier":"S-1'))).toBe(`{"supplier":${hidden}`);
});

it('shows bytes that are no text in hexadecimal, and nothing as nothing', () => {
  expect(payloadText(Buffer.from([0xff, 0xfe, 0x00, 0x41]))).toBe('hex:fffe0041');
  expect(payloadText(Buffer.alloc(0))).toBe('');
});

it('shows 2,000 characters at most', () => {
  expect(payloadText(Buffer.from('x'.repeat(8_000)))).toHaveLength(2_000);
  expect(payloadText(Buffer.alloc(8_000, 0xff))).toHaveLength(2_000);
});

it('shows a deflated pack as what was deflated, also when only its beginning was kept', () => {
  const pack = JSON.stringify({
    records: Array.from({ length: 3_000 }, (_, v) => ({ n: `m/x-${v * 7_919}`, v })),
  });
  const deflated = deflateSync(pack);
  expect(deflated.length).toBeGreaterThan(8_000);
  expect(payloadText(deflateSync('{"supplier":"S-1"}'))).toBe(
    'deflated: {"supplier":"not shown: protects people"}',
  );
  expect(payloadText(deflated.subarray(0, 8_000))).toBe(`deflated: ${pack}`.slice(0, 2_000));
  expect(payloadText(deflateSync(Buffer.alloc(1e7, ' ')).subarray(0, 8_000))).toBe(
    'deflated: '.padEnd(2_000),
  );
  expect(payloadText(deflateSync(deflateSync('{}')))).toMatch(/^deflated: hex:78/);
  // One that is none, as what it is.
  expect(payloadText(Buffer.from('x^ no stream'))).toBe('x^ no stream');
});
