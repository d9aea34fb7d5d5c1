import { describe, expect, it } from '@jest/globals';
import { decodeRegisters } from './decode.js';

const plain = { wordOrder: 'big', byteOrder: 'big', bit: undefined, factor: 1, offset: 0 } as const;
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('registers become values', () => {
  it.each([
    ['int16', 'FF9C', {}, -100],
    ['uint16', 'FF9C', {}, 65_436],
    ['int16', '9CFF', { byteOrder: 'little' }, -100],
    ['int32', 'FFFE 7960', {}, -100_000],
    ['uint32', '0001 86A0', {}, 100_000],
    ['uint32', '86A0 0001', { wordOrder: 'little' }, 100_000],
    ['uint32', 'A086 0100', { wordOrder: 'little', byteOrder: 'little' }, 100_000],
    ['float32', '41A0 CCCD', {}, 20.1],
    ['float32', 'CCCD 41A0', { wordOrder: 'little' }, 20.1],
    ['float64', '4034 1999 9999 999A', {}, 20.1],
    ['bool', '0004', {}, 1],
    ['bool', '0004', { bit: 2 }, 1],
    ['bool', '0004', { bit: 1 }, 0],
    ['int16', '0003', { factor: 0.1 }, 0.3],
    ['uint16', '0BB8', { factor: 0.1, offset: -50 }, 250],
  ] as const)('%s in %s with %o is %d', (dataType, bytes, layout, value) => {
    expect(decodeRegisters(hex(bytes), dataType, { ...plain, ...layout })).toBe(value);
  });

  it('leaves NaN a NaN, so that it is told as no measurement', () => {
    expect(decodeRegisters(hex('7FC0 0000'), 'float32', plain)).toBeNaN();
  });
});
