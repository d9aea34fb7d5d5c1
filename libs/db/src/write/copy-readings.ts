import { once } from 'node:events';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { QueryRunner } from 'typeorm';
import type { Sql } from '../engine.js';
import type { DecimalMemory } from './digits.js';
import type { ChannelReadings } from './readings.js';

/** The signature of PGCOPY, no flags, no header extension (PostgreSQL manual, COPY, binary format). */
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
/** Field count, then each field behind its length: timestamptz, int8, int8, float8, int4, int2. One of two is null. */
const ROW_BYTES = 2 + (4 + 8) + (4 + 8) + (4 + 8) + (4 + 8) + (4 + 4) + (4 + 2);
const NULL_LENGTH = -1;
const TRAILER_BYTES = 2;
/** The engine counts microseconds from 2000-01-01. */
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
const TWO_TO_32 = 2 ** 32;

/**
 * Writes readings by binary COPY, in the transaction of `sql`: two to three times as fast as INSERT, and all or nothing.
 * For readings that are expected to be new.
 * @throws KnownReading when one of them is known, else whatever the database throws; the transaction is over then
 */
export async function copyReadings(
  sql: Sql,
  memory: DecimalMemory,
  readings: readonly ChannelReadings[],
): Promise<void> {
  const client = await clientOf(sql);
  const stream = client.query(
    copyFrom(
      'COPY reading_raw (device_time, digits, received_s, odd, channel_id, decimals) FROM STDIN (FORMAT binary)',
    ),
  );
  const finished = once(stream, 'finish');
  const sorted = readings.toSorted(byChannel).map(byTime);
  stream.end(encodeReadings(memory, sorted));
  try {
    await finished;
  } catch (error) {
    const row = repeatedRow(error);
    let upTo = 0;
    const known = row < 0 ? undefined : sorted.find(({ timesMs }) => row < (upTo += timesMs.length));
    throw known === undefined ? error : new KnownReading(known.channelId, error);
  }
}

/** A copy met a reading that is stored already, or is there twice. It has the SQLSTATE of a unique violation. */
export class KnownReading extends Error {
  override readonly name = 'KnownReading';
  readonly code = UNIQUE_VIOLATION;

  constructor(
    readonly channelId: number,
    cause: unknown,
  ) {
    super(`a reading of channel ${channelId} is stored already`, { cause });
  }
}

const UNIQUE_VIOLATION = '23505';

/**
 * Which row of a copy was there already, -1 when none was. Told by the line in the error's context: one that lies in a
 * compressed chunk is named by nothing else, neither detail nor constraint of the table.
 */
function repeatedRow(error: unknown): number {
  const { code, where } = error as { code?: unknown; where?: unknown };
  const line = code === UNIQUE_VIOLATION ? /reading_raw\D*(\d+)/.exec(String(where)) : null;
  return Number(line?.[1] ?? 0) - 1;
}

/** With `byTime` in the order of the index, whose pages are then met one after the other: an eighth less time. */
function byChannel(left: ChannelReadings, right: ChannelReadings): number {
  return left.channelId - right.channelId;
}

function byTime(readings: ChannelReadings): ChannelReadings {
  const { channelId, timesMs, values, receivedMs } = readings;
  const isSorted = timesMs.every((timeMs, index) => index === 0 || timeMs >= timesMs[index - 1]!);
  if (isSorted) return readings;
  const order = timesMs.map((_, index) => index).sort((left, right) => timesMs[left]! - timesMs[right]!);
  const inOrder = (column: readonly number[]): number[] => order.map((index) => column[index]!);
  return {
    channelId,
    timesMs: inOrder(timesMs),
    values: inOrder(values),
    receivedMs: inOrder(receivedMs),
  };
}

/** The connection that a transaction of TypeORM runs on. */
async function clientOf(sql: Sql): Promise<PoolClient> {
  const runner = (sql as { queryRunner?: QueryRunner }).queryRunner;
  if (runner === undefined) throw new TypeError('COPY needs the entity manager of a transaction');
  return (await runner.connect()) as PoolClient;
}

/** Readings in PostgreSQL's binary COPY format, a row each. */
export function encodeReadings(memory: DecimalMemory, readings: readonly ChannelReadings[]): Buffer {
  const rows = readings.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
  const bytes = Buffer.allocUnsafe(HEADER.length + rows * ROW_BYTES + TRAILER_BYTES);
  // What a view writes the compiler makes one instruction of; the methods of a buffer take a fifth of the whole encoding each.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = HEADER.copy(bytes);
  for (const { channelId, timesMs, values, receivedMs } of readings)
    for (let index = 0; index < timesMs.length; index++) {
      const value = values[index]!;
      const { digits, decimals } = memory.digitsOf(channelId, value);
      const isOdd = decimals < 0;
      view.setInt16(at, 6);
      at = putInt8(view, at + 2, (timesMs[index]! - POSTGRES_EPOCH_MS) * 1_000);
      at = isOdd ? putNull(view, at) : putInt8(view, at, digits);
      at = putInt8(view, at, Math.floor(receivedMs[index]! / 1_000));
      if (isOdd) {
        view.setInt32(at, 8);
        view.setFloat64(at + 4, value);
        at += 12;
      } else at = putNull(view, at);
      view.setInt32(at, 4);
      view.setInt32(at + 4, channelId);
      at += 8;
      if (isOdd) at = putNull(view, at);
      else {
        view.setInt32(at, 2);
        view.setInt16(at + 4, decimals);
        at += 6;
      }
    }
  view.setInt16(at, -1);
  return bytes.subarray(0, at + TRAILER_BYTES);
}

/** Eight bytes, which a timestamptz is too, behind their length. Two halves: a BigInt would cost more than all the rest. */
function putInt8(view: DataView, at: number, whole: number): number {
  const high = Math.floor(whole / TWO_TO_32);
  view.setInt32(at, 8);
  view.setInt32(at + 4, high);
  view.setUint32(at + 8, whole - high * TWO_TO_32);
  return at + 12;
}

function putNull(view: DataView, at: number): number {
  view.setInt32(at, NULL_LENGTH);
  return at + 4;
}
