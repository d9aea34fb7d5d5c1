import { parseUpTopic, topics, type Amendment } from '@bakeloop/contracts';
import { inflated } from './inflate.js';
import { readEvents, readMessage, type Message, type ReadMessage, type Refusal } from './message.js';
import { inColumns, inRows } from './readings.js';

/** The topic of a dead letter of an event that was posted over HTTPS (E5): its message is the event. */
const POSTED = /^https kitchens\/([^/]+)\/events$/;
/** Where the records of a message are, by its stream. */
const LISTS: Readonly<Record<string, string>> = {
  telemetry: 'records',
  events: 'events',
  results: 'results',
};

/** What came, and the place in it that a dead letter is of; null: of the whole. */
export interface Refused extends Message {
  position: number | null;
}

export type Amended =
  | {
      ok: true;
      /** The whole message as it was amended. */
      payload: Buffer;
      /** Of that only what was amended, to be settled: as no pack, since its session and seq are of what came. */
      read: ReadMessage;
      /** The letters of the message that this deals with. */
      deals: { position?: number; reasons?: string[] };
    }
  | { ok: false; refusals: Refusal[] };

/** The event that was posted, where what came is one; null where it came by the broker. */
export function postedEvent({
  topic,
  payload,
}: Message): ({ kitchenId: string } & ({ ok: true; event: unknown } | { ok: false; detail: string })) | null {
  const kitchenId = POSTED.exec(topic)?.[1];
  if (kitchenId === undefined) return null;
  const event = parsed(payload.toString('utf8'));
  return event.ok ? { kitchenId, ok: true, event: event.value } : { kitchenId, ...event };
}

/** Reads what came again, as of the instant when it did; also an event that was posted. Pure, never throws. */
export function readAgain(message: Message): ReadMessage {
  const { topic, payload, receivedAt } = message;
  const posted = postedEvent(message);
  if (posted === null) return readMessage({ topic, payload, receivedAt });
  const { kitchenId } = posted;
  const read = {
    message: { topic: topics.of(kitchenId, 'events'), payload, receivedAt },
    bytes: payload.length,
    kitchenId,
    tracking: null,
    source: 'http' as const,
  };
  if (!posted.ok) return { ...read, content: { kind: 'refused' }, refusals: [notJson(0, posted.detail)] };
  const { events, refusals } = readEvents([posted.event], receivedAt);
  return { ...read, content: { kind: 'events', events }, refusals };
}

/**
 * Puts a message right: the record that its letter is of, the whole of it, or the time of each record whose time was
 * refused. Pure, never throws. What is still wrong comes back as refusals, and then nothing of it is to be stored.
 */
export function amend(refused: Refused, amendment: Amendment): Amended {
  if ('shiftSeconds' in amendment) return shift(refused, amendment.shiftSeconds);
  const { position } = refused;
  if (position !== null) return amendRecord(refused, position, amendment.json);
  const payload = Buffer.from(amendment.json);
  const read = readAgain({ ...refused, payload });
  return read.refusals.length > 0 ? { ok: false, refusals: read.refusals } : amended(payload, read, null, {});
}

function amendRecord(refused: Refused, position: number, json: string): Amended {
  const record = parsed(json);
  if (!record.ok) return { ok: false, refusals: [notJson(position, record.detail)] };
  const pack = openPack(refused);
  if (pack === null || position >= pack.records.length)
    return cannot('the message cannot be read so far that one record of it could be amended');
  const payload = pack.written(pack.records.map((one, at) => (at === position ? record.value : one)));
  if (payload === null) return cannot('it is nested too deep');
  return amended(payload, readAgain({ ...refused, payload }), new Set([position]), { position });
}

function shift(refused: Refused, seconds: number): Amended {
  const late = new Set(
    readAgain(refused).refusals.flatMap(({ reason, position }) =>
      reason === 'clock_skew' && position !== null ? [position] : [],
    ),
  );
  const pack = openPack(refused);
  if (pack === null || late.size === 0)
    return cannot('nothing of this message was refused for its time, so there is none to shift');
  const payload = pack.written(pack.records.map((one, at) => (late.has(at) ? shifted(one, seconds) : one)));
  if (payload === null) return cannot('it is nested too deep');
  const read = readAgain({ ...refused, payload });
  // One letter stands for those beyond the first hundred: where nothing else is wrong it is dealt with too.
  const reasons = ['clock_skew', ...(read.refusals.length === 0 ? ['more'] : [])];
  return amended(payload, read, late, { reasons });
}

/** @param positions of the records that were amended; null: the whole message was */
function amended(
  payload: Buffer,
  read: ReadMessage,
  positions: ReadonlySet<number> | null,
  deals: { position?: number; reasons?: string[] },
): Amended {
  const only = positions === null ? read : onlyAt(read, positions);
  if (only.refusals.length > 0) return { ok: false, refusals: only.refusals };
  if (isEmpty(only)) return cannot('there is nothing in it to be stored');
  return { ok: true, payload, read: { ...only, tracking: null }, deals };
}

/** What is at some places of a message: its other records were stored when they came, or have letters of their own. */
function onlyAt(read: ReadMessage, positions: ReadonlySet<number>): ReadMessage {
  const { content } = read;
  const isIn = ({ position }: { position: number | null }): boolean =>
    position === null || positions.has(position);
  return {
    ...read,
    refusals: read.refusals.filter(isIn),
    content:
      content.kind === 'telemetry'
        ? { ...content, readings: inColumns(inRows(content.readings).filter(isIn)) }
        : content.kind === 'events'
          ? { ...content, events: content.events.filter(isIn) }
          : content.kind === 'results'
            ? { ...content, results: content.results.filter(isIn) }
            : content,
  };
}

function isEmpty({ content }: ReadMessage): boolean {
  if (content.kind === 'telemetry') return content.readings.values.length === 0;
  if (content.kind === 'events') return content.events.length === 0;
  if (content.kind === 'results') return content.results.length === 0;
  return content.kind === 'ignored' || content.kind === 'refused';
}

/** A message is laid out line by line up to so many characters: of a longer one nobody reads every line. */
const MAX_LAID_OUT = 65_536;

/** A record as it came, or the whole message where it is of that, laid out for a person; null where it is no text. */
export function textOf(refused: Omit<Refused, 'receivedAt'>): string | null {
  const { position, payload } = refused;
  const record = position === null ? undefined : openPack(refused)?.records[position];
  if (record !== undefined) return JSON.stringify(record, null, 2);
  const json = inflated(payload);
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(json.ok ? json.payload : payload);
  } catch {
    return null;
  }
  const whole = text.length > MAX_LAID_OUT ? null : parsed(text);
  const laidOut = whole?.ok ? JSON.stringify(whole.value, null, 2) : text;
  return laidOut.length > MAX_LAID_OUT ? text : laidOut;
}

/** The records of a message as far as it can be read, and how it is written with others in their place. */
function openPack({ topic, payload }: Pick<Message, 'topic' | 'payload'>): {
  records: readonly unknown[];
  /** Null for what is nested too deep to be written. */
  written(records: readonly unknown[]): Buffer | null;
} | null {
  const json = inflated(payload);
  const body = json.ok ? parsed(json.payload.toString('utf8')) : json;
  if (!body.ok) return null;
  const { value } = body;
  if (POSTED.test(topic)) return { records: [value], written: ([event]) => bytesOf(event) };
  if (Array.isArray(value)) return { records: value, written: bytesOf };
  const list = LISTS[parseUpTopic(topic)?.stream ?? ''];
  const records = list === undefined ? undefined : (value as Record<string, unknown> | null)?.[list];
  if (list === undefined || !Array.isArray(records)) return null;
  return { records, written: (others) => bytesOf({ ...(value as object), [list]: others }) };
}

/** A reading or an event some seconds later. */
function shifted(record: unknown, seconds: number): unknown {
  if (typeof record !== 'object' || record === null) return record;
  const { t, time, clockOffsetMs } = record as { t?: unknown; time?: unknown; clockOffsetMs?: unknown };
  if (typeof time !== 'string')
    return { ...record, t: Math.round(((typeof t === 'number' ? t : 0) + seconds) * 1_000) / 1_000 };
  const addedMs = Math.round(seconds * 1_000);
  return {
    ...record,
    time: laterInItsOffset(time, addedMs),
    // As a device says it that knows its clock to be wrong (E5).
    clockOffsetMs: (typeof clockOffsetMs === 'number' ? clockOffsetMs : 0) + addedMs,
  };
}

function laterInItsOffset(time: string, addedMs: number): string {
  const [, offset = 'Z', sign, hours, minutes] = /(Z|([+-])(\d\d):(\d\d))$/i.exec(time) ?? [];
  const offsetMs = (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return new Date(Date.parse(time) + addedMs + offsetMs).toISOString().replace('Z', offset);
}

function parsed(text: string): { ok: true; value: unknown } | { ok: false; detail: string } {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ok: false, detail: (error as Error).message };
  }
}

function bytesOf(value: unknown): Buffer | null {
  try {
    return Buffer.from(JSON.stringify(value));
  } catch {
    return null;
  }
}

const notJson = (position: number | null, detail: string): Refusal => ({
  position,
  reason: 'not_json',
  detail: `not JSON: ${detail}`,
});
const cannot = (detail: string): Amended => ({
  ok: false,
  refusals: [{ position: null, reason: 'not_amended', detail }],
});
