import type { ModbusChannel } from '../../config/driver-schemas.js';
import { REGISTERS } from './decode.js';

export type Table = ModbusChannel['table'];

/** One question to a device, and the channels that its answer serves. */
export interface ReadRequest {
  unitId: number;
  table: Table;
  start: number;
  /** Registers, or bits of a coil or discrete table. */
  length: number;
  channels: ModbusChannel[];
}

/** The protocol's limit for one answer, bits. */
const MAX_BITS = 2_000;

export const isBitTable = (table: Table): boolean => table === 'coil' || table === 'discrete';

/** What a channel is when the configuration leaves it to the table. */
export const dataTypeOf = (channel: ModbusChannel): NonNullable<ModbusChannel['dataType']> =>
  channel.dataType ?? (isBitTable(channel.table) ? 'bool' : 'int16');

/** Addresses that a channel takes: registers, or one bit. */
export const widthOf = (channel: ModbusChannel): number =>
  isBitTable(channel.table) ? 1 : REGISTERS[dataTypeOf(channel)];

/**
 * The fewest requests that read all channels: neighbours of one device and table, at most `gap` addresses apart, are
 * read together, up to the largest answer allowed.
 */
export function planRequests(
  channels: readonly ModbusChannel[],
  o: { unitId: number; gap: number; registersPerRequest: number },
): ReadRequest[] {
  const requests: ReadRequest[] = [];
  const unitOf = (channel: ModbusChannel): number => channel.unitId ?? o.unitId;
  const inOrder = channels.toSorted(
    (left, right) =>
      unitOf(left) - unitOf(right) ||
      (left.table < right.table ? -1 : left.table > right.table ? 1 : left.register - right.register),
  );
  for (const channel of inOrder) {
    const { table, register } = channel;
    const unitId = unitOf(channel);
    const limit = isBitTable(table) ? MAX_BITS : o.registersPerRequest;
    const open = requests.at(-1);
    const length = open ? Math.max(open.length, register + widthOf(channel) - open.start) : 0;
    if (
      open?.unitId === unitId &&
      open.table === table &&
      register - (open.start + open.length) <= o.gap &&
      length <= limit
    ) {
      open.length = length;
      open.channels.push(channel);
    } else requests.push({ unitId, table, start: register, length: widthOf(channel), channels: [channel] });
  }
  return requests;
}
