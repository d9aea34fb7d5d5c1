import { isAtLeast, isSafety, type AlarmKind, type AlarmSeverity } from './rules.js';

/** What an alarm is of. */
export interface AlarmSubject {
  /** Null: the platform. */
  kitchenId: string | null;
  kind: AlarmKind;
  /** For example `channel:extruder-1/barrel-1-temperature`, `batch:B-1` or `kitchen`. */
  subject: string;
}

/** What somebody asked not to be told, until an end. */
export interface Silence {
  kitchenId: string | null;
  /** Null: of all kinds but those where people can come to harm. */
  kind: AlarmKind | null;
  /** Null: of every subject of the kitchen. */
  subject: string | null;
  untilMs: number;
}

/** What a kitchen itself says that it does: it is being set up at another place, or a machine is worked on. */
export interface KitchenDoing {
  kitchenId: string;
  what: 'moving' | 'maintenance';
  /** Null: the whole kitchen. */
  machine: string | null;
  untilMs: number;
}

/** A kitchen that came to another place is set up and tried for so long, ms. Our proposal. */
export const MOVING_MS = 12 * 3_600_000;
/** A machine that was worked on is tried for so long, ms. Our proposal. */
export const MAINTENANCE_MS = 30 * 60_000;

/**
 * Why an alarm is told to nobody at an instant; null: it is told. Where people can come to harm, only a silence that names
 * the kind counts.
 */
export function mutedBy(
  alarm: AlarmSubject,
  silences: readonly Silence[],
  doings: readonly KitchenDoing[],
  nowMs: number,
): 'silenced' | KitchenDoing['what'] | null {
  const isOfSafety = isSafety(alarm.kind);
  const isSilenced = silences.some(
    ({ kitchenId, kind, subject, untilMs }) =>
      untilMs > nowMs &&
      kitchenId === alarm.kitchenId &&
      (kind === null ? !isOfSafety : kind === alarm.kind) &&
      (subject === null || subject === alarm.subject),
  );
  if (isSilenced) return 'silenced';
  if (isOfSafety) return null;
  const doing = doings.find(
    ({ kitchenId, machine, untilMs }) =>
      untilMs > nowMs &&
      kitchenId === alarm.kitchenId &&
      (machine === null ||
        alarm.subject === `machine:${machine}` ||
        alarm.subject.startsWith(`channel:${machine}/`)),
  );
  return doing?.what ?? null;
}

/** What somebody wants to be told, on one of their channels. */
export interface Wish {
  /** Null: of all kinds. */
  kinds: readonly AlarmKind[] | null;
  least: AlarmSeverity;
  /** Null: of all kitchens they may see alarms of. */
  kitchenIds: readonly string[] | null;
  /** Minutes after midnight, in their time zone, from and until which only what is critical is told; null: never. */
  quiet: { from: number; to: number; timeZone: string } | null;
}

/** Whether somebody wants to be told of an alarm at an instant. */
export function wants(
  { kinds, least, kitchenIds, quiet }: Wish,
  alarm: { kind: AlarmKind; kitchenId: string | null; severity: AlarmSeverity },
  nowMs: number,
): boolean {
  if (kinds !== null && !kinds.includes(alarm.kind)) return false;
  if (!isAtLeast(alarm.severity, least)) return false;
  if (kitchenIds !== null && (alarm.kitchenId === null || !kitchenIds.includes(alarm.kitchenId)))
    return false;
  return alarm.severity === 'critical' || quiet === null || !isQuiet(quiet, nowMs);
}

function isQuiet({ from, to, timeZone }: NonNullable<Wish['quiet']>, nowMs: number): boolean {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  })
    .formatToParts(nowMs)
    .map(({ type, value }) => [type, Number(value)] as const);
  const of = Object.fromEntries(parts);
  const minute = (of['hour'] ?? 0) * 60 + (of['minute'] ?? 0);
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** Tries of one message at most: with the waits below they go over some nine hours. */
export const MOST_TRIES = 10;
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 2 * 3_600_000;

/**
 * When a message that failed is tried again, ms after the failure: twice as long each time, with jitter, so that what failed
 * together does not come back together.
 * @param tries so far; @param random from 0 to below 1
 * @returns null: not any more
 */
export function retryAfterMs(tries: number, random: number): number | null {
  if (tries >= MOST_TRIES) return null;
  const waitMs = Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS);
  return Math.round(waitMs * (0.5 + random / 2));
}
