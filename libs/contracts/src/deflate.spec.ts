import { deflateSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDeflated } from './deflate.js';

it('tells a zlib stream of any level and window from JSON (D2)', () => {
  for (const level of [0, 1, 6, 9])
    for (const windowBits of [9, 12, 15])
      expect(isDeflated(deflateSync('{"session":""}', { level, windowBits }))).toBe(true);
  fc.assert(
    fc.property(
      fc.oneof(fc.object(), fc.array(fc.anything())),
      fc.constantFrom('', ' ', '\n\t'),
      (pack, before) => {
        expect(isDeflated(Buffer.from(before + JSON.stringify(pack)))).toBe(false);
      },
    ),
  );
});

it('takes what is too short to be either for no stream', () => {
  for (const bytes of [[], [0x78], [0x78, 0x9c]]) expect(isDeflated(Uint8Array.from(bytes))).toBe(false);
});
