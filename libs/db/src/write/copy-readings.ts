import { once } from 'node:events';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { QueryRunner } from 'typeorm';
import type { Sql } from '../engine.js';
import type { DecimalMemory } from './digits.js';
import type { ReadingRow } from './readings.js';

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
 * For rows that are expected to be new.
 * @throws KnownReading when one of them is known, else whatever the database throws; the transaction is over then
 */
export async function copyReadings(
  sql: Sql,
  memory: DecimalMemory,
  rows: readonly ReadingRow[],
): Promise<void> {
  const client = await clientOf(sql);
  const stream = client.query(
    copyFrom(
      'COPY reading_raw (device_time, digits, received_s, odd, channel_id, decimals) FROM STDIN (FORMAT binary)',
    ),
  );
  const finished = once(stream, 'finish');
  const sorted = [...rows].sort(byKey);
  stream.end(encodeReadings(memory, sorted));
  try {
    await finished;
  } catch (error) {
    const known = sorted[repeatedRow(error)];
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

/** In the order of the index, whose pages are then met one after the other: an eighth less time. */
function byKey(left: ReadingRow, right: ReadingRow): number {
  return left.channelId - right.channelId || left.timeMs - right.timeMs;
}

/** The connection that a transaction of TypeORM runs on. */
async function clientOf(sql: Sql): Promise<PoolClient> {
  const runner = (sql as { queryRunner?: QueryRunner }).queryRunner;
  if (runner === undefined) throw new TypeError('COPY needs the entity manager of a transaction');
  return (await runner.connect()) as PoolClient;
}

/** Rows in PostgreSQL's binary COPY format. */
export function encodeReadings(memory: DecimalMemory, rows: readonly ReadingRow[]): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER.length + rows.length * ROW_BYTES + TRAILER_BYTES);
  let at = HEADER.copy(bytes);
  for (const { channelId, timeMs, value, receivedAt } of rows) {
    const { digits, decimals } = memory.digitsOf(channelId, value);
    const isOdd = decimals < 0;
    at = bytes.writeInt16BE(6, at);
    at = writeInt8(bytes, (timeMs - POSTGRES_EPOCH_MS) * 1_000, at);
    at = isOdd ? bytes.writeInt32BE(NULL_LENGTH, at) : writeInt8(bytes, digits, at);
    at = writeInt8(bytes, Math.floor(receivedAt.getTime() / 1_000), at);
    if (isOdd) {
      at = bytes.writeInt32BE(8, at);
      at = bytes.writeDoubleBE(value, at);
    } else at = bytes.writeInt32BE(NULL_LENGTH, at);
    at = bytes.writeInt32BE(4, at);
    at = bytes.writeInt32BE(channelId, at);
    if (isOdd) at = bytes.writeInt32BE(NULL_LENGTH, at);
    else {
      at = bytes.writeInt32BE(2, at);
      at = bytes.writeInt16BE(decimals, at);
    }
  }
  at = bytes.writeInt16BE(-1, at);
  return bytes.subarray(0, at);
}

/** Eight bytes, which a timestamptz is too, behind their length. Two halves: a BigInt would cost more than all the rest. */
function writeInt8(bytes: Buffer, whole: number, at: number): number {
  const high = Math.floor(whole / TWO_TO_32);
  const afterLength = bytes.writeInt32BE(8, at);
  const afterHigh = bytes.writeInt32BE(high, afterLength);
  return bytes.writeUInt32BE(whole - high * TWO_TO_32, afterHigh);
}
