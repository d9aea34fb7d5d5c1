import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { applicationAck, parseUpTopic, topics, type ApplicationAck } from '@bakeloop/contracts';
import { connectMqtt, type Logger } from '@bakeloop/runtime';
import { v5 as uuidV5 } from 'uuid';
import { z } from 'zod';
import { UserError } from './user-error.js';

const recordedLine = z.object({ topic: z.string(), payload: z.unknown() });
type RecordedLine = z.infer<typeof recordedLine>;

/** Packs on their way at once: enough to keep the platform busy, few enough to bound its memory. */
const WINDOW = 64;
/** How long a pack may stay unacknowledged before the replay gives up, ms. */
const PATIENCE_MS = 60_000;
const REPLAY_NAMESPACE = '6f0d6e1a-6c43-4a0e-8f6b-0c9a9c1f7f21';

export interface ReplayResult {
  packs: number;
  rejected: ApplicationAck['rejected'];
}

/**
 * Plays a recorded file (a line of NDJSON for each message: `{"topic": "kitchens/v1/…", "payload": {…}}`) through the
 * broker, as the kitchen itself would, and waits until every pack is settled. The same file twice changes nothing.
 *
 * @param shiftMs added to every time in it; sessions and event ids then become others, since they are other facts
 * @throws UserError when a line is not a recorded message or a pack is not settled in time
 */
export async function replay(o: {
  file: string;
  mqttUrl: string;
  /** Of the kitchen, or of the platform where the file is of several; none where the broker asks for none. */
  username?: string | undefined;
  password?: string | undefined;
  shiftMs: number;
  logger: Logger;
  onProgress?: (packs: number) => void;
}): Promise<ReplayResult> {
  const open = new Map<string, () => void>();
  const rejected: ApplicationAck['rejected'] = [];
  const kitchens = await kitchensOf(o.file);
  const link = connectMqtt({
    url: o.mqttUrl,
    username: o.username,
    password: o.password,
    // Ids that begin with `bakeloop-` are for who has the platform's password.
    clientId: `replay-${process.pid}-${randomUUID()}`,
    logger: o.logger,
    subscriptions: kitchens.map((kitchenId) => topics.of(kitchenId, 'ack')),
    onMessage: (_topic, payload) => {
      const ack = applicationAck.parse(JSON.parse(payload.toString()));
      for (const one of ack.rejected)
        if (open.has(`${ack.session} ${ack.stream} ${one.seq}`)) rejected.push(one);
      for (const [first, last] of ack.seqs)
        for (let seq = first; seq <= last; seq++) open.get(`${ack.session} ${ack.stream} ${seq}`)?.();
    },
  });
  try {
    await link.ready();
    let packs = 0;
    const pending = new Set<Promise<void>>();
    for await (const line of linesOf(o.file)) {
      const payload = o.shiftMs === 0 ? line.payload : shifted(line.payload, o.shiftMs);
      const key = packKey(line.topic, payload);
      if (key) {
        packs++;
        const settled = settledInTime(key, open).finally(() => pending.delete(settled));
        pending.add(settled);
      }
      await link.publish(line.topic, JSON.stringify(payload), {
        qos: 1,
        retain: /\/(birth|status)$/.test(line.topic),
      });
      if (pending.size >= WINDOW) await Promise.race(pending);
      if (key) o.onProgress?.(packs);
    }
    await Promise.all(pending);
    return { packs, rejected };
  } finally {
    await link.close();
  }
}

function settledInTime(key: string, open: Map<string, () => void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(
      () =>
        reject(
          new UserError(
            `pack ${key} was not settled within ${PATIENCE_MS / 1000} s. Is Bakeloop running? (npx bakeloop status)`,
          ),
        ),
      PATIENCE_MS,
    );
    open.set(key, () => {
      clearTimeout(limit);
      open.delete(key);
      resolve();
    });
  });
}

function packKey(topic: string, payload: unknown): string | null {
  const stream = parseUpTopic(topic)?.stream;
  const pack = z.object({ session: z.string(), seq: z.int() }).safeParse(payload);
  return pack.success && (stream === 'telemetry' || stream === 'events')
    ? `${pack.data.session} ${stream} ${pack.data.seq}`
    : null;
}

async function* linesOf(file: string): AsyncGenerator<RecordedLine> {
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(file, 'utf8') })) {
    number++;
    if (text.trim() === '') continue;
    const line = parseLine(text);
    if (!line || !parseUpTopic(line.topic))
      throw new UserError(
        `${file}, line ${number}: not a recorded message {"topic": "kitchens/v1/…", "payload": {…}}`,
      );
    yield line;
  }
}

function parseLine(text: string): RecordedLine | null {
  try {
    return recordedLine.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function kitchensOf(file: string): Promise<string[]> {
  const kitchens = new Set<string>();
  for await (const line of linesOf(file)) kitchens.add(parseUpTopic(line.topic)?.kitchenId ?? '');
  return [...kitchens];
}

/** The newest time in a recording, ms since the epoch; null when it has none. */
export async function newestTimeMs(file: string): Promise<number | null> {
  let newest: number | null = null;
  for await (const line of linesOf(file))
    visitTimes(line.payload, (timeMs) => {
      newest = Math.max(newest ?? timeMs, timeMs);
      return timeMs;
    });
  return newest;
}

/** The same messages at another time: other sessions and other event ids, but the same links between them. */
export function shifted(payload: unknown, shiftMs: number): unknown {
  const copy: unknown = structuredClone(payload);
  visitTimes(copy, (timeMs) => timeMs + shiftMs);
  visitIds(copy, (id) => uuidV5(`${id} ${shiftMs}`, REPLAY_NAMESPACE));
  return copy;
}

const ABSOLUTE_FROM_S = 2 ** 28;

/** Visits base times and times of records (absolute ones) and `time` of events, replacing each by what `map` gives. */
function visitTimes(payload: unknown, map: (timeMs: number) => number): void {
  const pack = payload as { records?: Record<string, unknown>[]; events?: Record<string, unknown>[] } | null;
  for (const record of pack?.records ?? [])
    for (const field of ['bt', 't'])
      if (typeof record[field] === 'number' && record[field] >= ABSOLUTE_FROM_S)
        record[field] = map(record[field] * 1000) / 1000;
  for (const event of pack?.events ?? [])
    if (typeof event['time'] === 'string')
      event['time'] = new Date(map(Date.parse(event['time']))).toISOString();
}

function visitIds(payload: unknown, map: (id: string) => string): void {
  const pack = payload as (Record<string, unknown> & { events?: Record<string, unknown>[] }) | null;
  const replace = (holder: Record<string, unknown>, field: string): void => {
    if (typeof holder[field] === 'string') holder[field] = map(holder[field]);
  };
  if (pack) replace(pack, 'session');
  for (const event of pack?.events ?? []) for (const field of ['id', 'supersedes']) replace(event, field);
}
