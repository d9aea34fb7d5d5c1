import { describe, expect, it } from '@jest/globals';
import type { ModbusChannel } from '../../config/driver-schemas.js';
import { planRequests } from './requests.js';

const at = (register: number, over: Partial<ModbusChannel> = {}): ModbusChannel => ({
  name: `m/${over.table ?? 'holding'}-${register}`,
  unit: 'Cel',
  kind: 'gauge',
  sampleSeconds: 1,
  reportSeconds: 10,
  heartbeatSeconds: 60,
  deadband: 0,
  table: 'holding',
  register,
  wordOrder: 'big',
  byteOrder: 'big',
  factor: 1,
  offset: 0,
  ...over,
});
const planned = (channels: ModbusChannel[], over = {}): unknown[] =>
  planRequests(channels, { unitId: 1, gap: 2, registersPerRequest: 125, ...over }).map(
    ({ unitId, table, start, length, channels: served }) => [unitId, table, start, length, served.length],
  );

describe('neighbouring registers are read in one request', () => {
  it('joins what lies at most the gap apart, and no further', () => {
    expect(planned([at(0), at(1, { dataType: 'float32' }), at(5), at(9)])).toEqual([
      [1, 'holding', 0, 6, 3],
      [1, 'holding', 9, 1, 1],
    ]);
  });

  it('never mixes tables or devices', () => {
    expect(
      planned([at(0), at(1, { table: 'input' }), at(1, { unitId: 7 }), at(0, { table: 'coil' })]),
    ).toEqual([
      [1, 'coil', 0, 1, 1],
      [1, 'holding', 0, 1, 1],
      [1, 'input', 1, 1, 1],
      [7, 'holding', 1, 1, 1],
    ]);
  });

  it('keeps to the largest answer a device gives', () => {
    const many = Array.from({ length: 10 }, (_, index) => at(index * 2, { dataType: 'uint32' }));
    expect(planned(many, { registersPerRequest: 8 })).toEqual([
      [1, 'holding', 0, 8, 4],
      [1, 'holding', 8, 8, 4],
      [1, 'holding', 16, 4, 2],
    ]);
  });

  it('reads registers that overlap once', () => {
    expect(planned([at(4, { dataType: 'bool', bit: 0 }), at(4, { dataType: 'bool', bit: 1 })])).toEqual([
      [1, 'holding', 4, 1, 2],
    ]);
    expect(planned([at(0, { dataType: 'float64' }), at(1)])).toEqual([[1, 'holding', 0, 4, 2]]);
  });
});
