import {
  bareTelemetry,
  birth,
  CANARY_ID,
  eventPack,
  isTracked,
  MAX_PAYLOAD_BYTES,
  parseEvent,
  parseResult,
  parseUpTopic,
  resolveSenml,
  resultPack,
  status,
  telemetryPack,
  unstorable,
  type Birth,
  type CommandResult,
  type EventRefusal,
  type Status,
  type TrackedStream,
} from '@bakeloop/contracts';
import type { KitchenEvent } from '@bakeloop/domain';
import { z } from 'zod';
import { inflated, inflatedHead, type Inflating } from './inflate.js';
import { inColumns, type Readings } from './readings.js';

/** A message as it came from a kitchen. */
export interface Message {
  topic: string;
  payload: Buffer;
  receivedAt: Date;
  /** The broker kept it from earlier: it says what was, not that the kitchen speaks now. */
  retained?: boolean;
}

/** What is wrong with a message, or with the record at `position` in it. */
export interface Refusal<R extends string = string> {
  position: number | null;
  reason: R;
  detail: string;
}

/** The pack a message is, as far as it can be told (P1). */
export interface Tracking {
  session: string;
  seq: number;
}

export type Content =
  | { kind: 'telemetry'; readings: Readings }
  | { kind: 'events'; events: { position: number; event: KitchenEvent }[] }
  | { kind: 'results'; results: { position: number; result: CommandResult }[] }
  | { kind: 'birth'; birth: Birth }
  | { kind: 'status'; status: Status }
  | { kind: 'refused' }
  /**
   * Nothing to store: a retained copy of readings or events, which the broker sends at every connection, or a pack that was
   * turned away.
   */
  | { kind: 'ignored' };

export interface ReadMessage {
  message: Message;
  /** Length of its JSON: more than that of its payload where that was deflated. What reading it costs follows this. */
  bytes: number;
  /** Null for a topic that is none of the contract's. */
  kitchenId: string | null;
  /** Null for what is not a tracked pack: bare arrays, births, status. */
  tracking: (Tracking & { stream: TrackedStream }) | null;
  content: Content;
  refusals: Refusal[];
  /** Its events came over HTTPS once, where it is told again of them; absent: by the broker, as the message. */
  source?: 'http' | undefined;
  /** What the door did because its kitchen sends more than it may; absent: nothing. */
  limited?: 'slowed' | 'turned-away' | undefined;
}

/** So much of each end of a pack that is too large is looked at for what it is, bytes: session and seq, and some more. */
const END_BYTES = 1_024;
const session = z.uuid();
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A message of which only what can be told without reading its JSON is known. */
export interface OpenedMessage {
  /** Null for a topic that is none of the contract's. */
  kitchenId: string | null;
  /** Length of its JSON; of what came, where that is not inflated. */
  bytes: number;
  /** Reads it by the contract; never throws. */
  read(): ReadMessage;
}

/**
 * Reads a message by the contract: pure, never throws. What cannot be stored comes back as refusals, a bad record beside
 * its good neighbours (contract section 6).
 */
export function readMessage(message: Message): ReadMessage {
  return openMessage(message).read();
}

/**
 * Inflates a message and tells whose it is, and what reading it will take: its bytes wait outside the heap, where what was
 * read of it would not. Never throws; whatever is wrong with it, `read` says.
 */
export function openMessage(message: Message): OpenedMessage {
  const topic = parseUpTopic(message.topic);
  const { payload, retained } = message;
  const isInflated =
    topic !== null && !retained && isTracked(topic.stream) && payload.length <= MAX_PAYLOAD_BYTES;
  const json: Inflating = isInflated ? inflated(payload) : { ok: true, payload };
  const bytes = json.ok ? json.payload.length : payload.length;
  const kitchenId = topic?.kitchenId ?? null;
  const read = (): ReadMessage => {
    try {
      return readJson(message, topic, json, bytes);
    } catch (error) {
      // A fault of our own. Thrown on, it would hold up all that was to be committed with it, again and again; acknowledged,
      // its kitchen would let go of what was never read. So it is shown, and comes again until a release can read it.
      const refusal = { position: null, reason: 'unread', detail: `reading it failed: ${String(error)}` };
      return { message, bytes, kitchenId, tracking: null, content: { kind: 'refused' }, refusals: [refusal] };
    }
  };
  return { kitchenId, bytes, read };
}

function readJson(
  message: Message,
  topic: ReturnType<typeof parseUpTopic>,
  json: Inflating,
  bytes: number,
): ReadMessage {
  const { payload } = message;
  const refuse = (reason: string, detail: string, tracking: ReadMessage['tracking'] = null): ReadMessage => ({
    message,
    bytes,
    kitchenId: topic?.kitchenId ?? null,
    tracking,
    content: { kind: 'refused' },
    refusals: [{ position: null, reason, detail }],
  });
  if (!topic) return refuse('topic', 'not a topic of the kitchen contract that carries data to the platform');

  const { kitchenId, stream } = topic;
  if (kitchenId === CANARY_ID && stream !== 'telemetry')
    return refuse('reserved_id', `${CANARY_ID} is the platform's own, and sends nothing but readings`);
  const tracked = isTracked(stream) ? stream : null;
  if (message.retained && tracked)
    return { message, bytes, kitchenId, tracking: null, content: { kind: 'ignored' }, refusals: [] };

  // Not read, which could take long, but acknowledged as far as it says what it is: so the kitchen learns why (P2, T3).
  const tooLarge = (detail: string, ends: readonly [string, string]): ReadMessage =>
    refuse('too_large', `${detail} Send smaller packs.`, tracked ? trackingAtEnds(ends, tracked) : null);
  if (payload.length > MAX_PAYLOAD_BYTES)
    return tooLarge(`${payload.length} bytes; the limit is ${MAX_PAYLOAD_BYTES}.`, endsOf(payload));
  if (!json.ok)
    return json.reason === 'too_large'
      ? tooLarge(json.detail, [inflatedHead(payload), ''])
      : // Unanswered, it comes again in plain JSON (D3).
        refuse(json.reason, json.detail);
  let body: unknown;
  try {
    body = JSON.parse(utf8.decode(json.payload));
  } catch (error) {
    return refuse('not_json', `not JSON in UTF-8: ${(error as Error).message}`);
  }
  const tracking = tracked ? trackingIn(body, tracked) : null;

  const claimed = (body as { kitchenId?: unknown } | null)?.kitchenId;
  if (claimed !== undefined && claimed !== kitchenId)
    return refuse(
      'foreign_id',
      `the payload names another kitchen than the topic, which is ${kitchenId}'s (T1)`,
      tracking,
    );

  const read = (content: Content, refusals: Refusal[] = []): ReadMessage => ({
    message,
    bytes,
    kitchenId,
    tracking,
    content,
    refusals,
  });
  const wrong = (error: z.ZodError): ReadMessage => refuse('schema', z.prettifyError(error), tracking);

  switch (stream) {
    case 'telemetry': {
      const parsed = Array.isArray(body) ? bareTelemetry.safeParse(body) : telemetryPack.safeParse(body);
      if (!parsed.success) return wrong(parsed.error);
      const { readings, bad } = resolveSenml(
        kitchenId,
        Array.isArray(parsed.data) ? parsed.data : parsed.data.records,
        {
          arrivalMs: message.receivedAt.getTime(),
          relativeTimes: Array.isArray(parsed.data),
        },
      );
      return read({ kind: 'telemetry', readings: inColumns(readings) }, bad);
    }
    case 'events': {
      const parsed = eventPack.safeParse(body);
      if (!parsed.success) return wrong(parsed.error);
      const { events, refusals } = readEvents(parsed.data.events, message.receivedAt);
      return read({ kind: 'events', events }, refusals);
    }
    case 'results': {
      const parsed = resultPack.safeParse(body);
      if (!parsed.success) return wrong(parsed.error);
      const results: { position: number; result: CommandResult }[] = [];
      const refusals: Refusal[] = [];
      parsed.data.results.forEach((input, position) => {
        const outcome = parseResult(input);
        if (outcome.ok) results.push({ position, result: outcome.result });
        else refusals.push({ position, reason: 'schema', detail: outcome.detail });
      });
      return read({ kind: 'results', results }, refusals);
    }
    case 'birth': {
      const cannot = unstorable(body);
      if (cannot) return refuse('schema', cannot);
      const parsed = birth.safeParse(body);
      return parsed.success ? read({ kind: 'birth', birth: parsed.data }) : wrong(parsed.error);
    }
    case 'status': {
      const parsed = status.safeParse(body);
      return parsed.success ? read({ kind: 'status', status: parsed.data }) : wrong(parsed.error);
    }
  }
}

/** The pack that a body says it is, also when the rest of it is wrong: its sender learns of it by session and seq (P2). */
function trackingIn(body: unknown, stream: TrackedStream): ReadMessage['tracking'] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const { session: id, seq } = body as { session?: unknown; seq?: unknown };
  const isWhole = Number.isSafeInteger(seq) && (seq as number) >= 1 && session.safeParse(id).success;
  return isWhole ? { session: id as string, seq: seq as number, stream } : null;
}

const endsOf = (json: Buffer): readonly [head: string, tail: string] => [
  json.toString('utf8', 0, END_BYTES),
  json.toString('utf8', Math.max(0, json.length - END_BYTES)),
];

/**
 * The pack that JSON says it is by what comes before its first array, or after its last: all that is read of one that is
 * too large.
 */
function trackingAtEnds(
  [head, tail]: readonly [string, string],
  stream: TrackedStream,
): ReadMessage['tracking'] {
  const first = head.indexOf('[');
  const before = head.lastIndexOf(',', first === -1 ? undefined : first);
  const after = tail.indexOf(',', tail.lastIndexOf(']'));
  const ends = [
    ...(before === -1 ? [] : [`${head.slice(0, before)}}`]),
    ...(after === -1 ? [] : [`{${tail.slice(after + 1)}`]),
  ];
  for (const end of ends)
    try {
      const tracking = trackingIn(JSON.parse(end), stream);
      if (tracking !== null) return tracking;
    } catch {
      // Not said there.
    }
  return null;
}

/** How far in the future an event may lie, ms: a day covers a phone in the wrong time zone, not a wrong year. */
const EVENT_AHEAD_MS = 86_400_000;

/** Checks events one by one; those that cannot be stored come back as refusals at their position. */
export function readEvents(
  inputs: readonly unknown[],
  receivedAt: Date,
): { events: { position: number; event: KitchenEvent }[]; refusals: Refusal<EventRefusal>[] } {
  const events: { position: number; event: KitchenEvent }[] = [];
  const refusals: Refusal<EventRefusal>[] = [];
  inputs.forEach((input, position) => {
    const outcome = parseEvent(input);
    if (!outcome.ok) {
      refusals.push({ position, reason: outcome.reason, detail: outcome.detail });
      return;
    }
    const timeMs = Date.parse(outcome.event.time);
    if (!(timeMs > Date.UTC(2020, 0, 1) && timeMs <= receivedAt.getTime() + EVENT_AHEAD_MS))
      refusals.push({
        position,
        reason: 'clock_skew',
        detail: `${outcome.event.time} is before 2020 or more than a day ahead; check the clock`,
      });
    else events.push({ position, event: outcome.event });
  });
  return { events, refusals };
}
