import type { ModbusChannel } from '../../config/driver-schemas.js';

type DataType = NonNullable<ModbusChannel['dataType']>;
type Layout = Pick<ModbusChannel, 'wordOrder' | 'byteOrder' | 'bit' | 'factor' | 'offset'>;

/** Registers of 16 bits that a data type takes. */
export const REGISTERS: Readonly<Record<DataType, number>> = {
  bool: 1,
  int16: 1,
  uint16: 1,
  int32: 2,
  uint32: 2,
  float32: 2,
  float64: 4,
};

/**
 * The value in registers as they came over the wire (high byte first, first register first).
 * @param bytes exactly the registers of the data type
 * @returns raw × factor + offset, without the digits that binary fractions add; NaN where the registers hold NaN
 */
export function decodeRegisters(bytes: Buffer, dataType: DataType, layout: Layout): number {
  const { wordOrder, byteOrder, bit, factor, offset } = layout;
  const words: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 2) {
    const word = Buffer.from(bytes.subarray(at, at + 2));
    words.push(byteOrder === 'little' ? word.swap16() : word);
  }
  const ordered = Buffer.concat(wordOrder === 'little' ? words.reverse() : words);
  const raw = read(ordered, dataType, bit);
  return dataType === 'bool' && factor === 1 && offset === 0 ? raw : plain(raw * factor + offset);
}

function read(bytes: Buffer, dataType: DataType, bit: number | undefined): number {
  switch (dataType) {
    case 'bool': {
      const word = bytes.readUInt16BE();
      return bit === undefined ? Number(word !== 0) : (word >> bit) & 1;
    }
    case 'int16':
      return bytes.readInt16BE();
    case 'uint16':
      return bytes.readUInt16BE();
    case 'int32':
      return bytes.readInt32BE();
    case 'uint32':
      return bytes.readUInt32BE();
    case 'float32':
      return shortFloat32(bytes.readFloatBE());
    case 'float64':
      return bytes.readDoubleBE();
  }
}

/** The shortest decimal that names the same 32-bit float: 20.1 rather than 20.100000381469727. */
function shortFloat32(value: number): number {
  for (let digits = 6; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** 3 × 0.1 is 0.3, not 0.30000000000000004. */
function plain(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(15)) : value;
}
