import { EARLIEST_MS, MAX_AGE_MS, MAX_AHEAD_MS, MAX_VALUE } from './limits.js';
import { CHANNEL_NAME } from './presence.js';

/** A reading as a kitchen meant it: base fields applied, time absolute, value finite. */
export interface ResolvedReading {
  /** Index of the record in its pack. */
  position: number;
  /** `machine/measure`, relative to the kitchen (S1). */
  channel: string;
  /** SenML unit; null when neither the record nor its base names one. */
  unit: string | null;
  value: number;
  /** Device time, ms since the epoch. */
  timeMs: number;
}

/** Why one record cannot be stored. `detail` tells the sender what to mend. */
export interface BadRecord {
  position: number;
  reason: 'schema' | 'name' | 'value' | 'clock_skew' | 'unit_mismatch';
  detail: string;
}

/** Units are short printable ASCII (RFC 8428 section 12.1). */
const UNIT = /^[\x20-\x7e]{1,16}$/;
const TEXTS = ['bn', 'bu', 'n', 'u'] as const;
const NUMBERS = ['bt', 'bv', 't'] as const;
/** RFC 8428 section 4.5.3: a time of 2^28 s or more is absolute, a smaller one relative to now. */
const ABSOLUTE_FROM_S = 2 ** 28;

/**
 * Resolves the records of a pack (RFC 8428 section 4.6). A bad record never costs its neighbours: its base fields still
 * hold for the records after it, as far as they are well formed (S2).
 *
 * @param arrivalMs when the pack arrived, ms since the epoch
 * @param relativeTimes whether times relative to arrival are allowed: only in bare arrays (S4)
 */
export function resolveSenml(
  kitchenId: string,
  records: readonly unknown[],
  { arrivalMs, relativeTimes }: { arrivalMs: number; relativeTimes: boolean },
): { readings: ResolvedReading[]; bad: BadRecord[] } {
  const readings: ResolvedReading[] = [];
  const bad: BadRecord[] = [];
  const base = { name: '', timeS: 0, unit: null as string | null, value: 0 };
  const own = `${kitchenId}/`;

  const refuse = (position: number, reason: BadRecord['reason'], detail: string): void => {
    bad.push({ position, reason, detail });
  };
  const resolve = (record: unknown, position: number): void => {
    if (typeof record !== 'object' || record === null || Array.isArray(record))
      return refuse(position, 'schema', 'a record is a JSON object');
    const fields = record as Record<string, unknown>;
    const { bn, bt, bu, bv, n, u, v, vb, t } = fields;
    if (typeof bn === 'string') base.name = bn;
    if (isFinite(bt)) base.timeS = bt;
    if (typeof bu === 'string') base.unit = bu;
    if (isFinite(bv)) base.value = bv;

    if (!(maybeText(bn) && maybeText(bu) && maybeText(n) && maybeText(u)))
      return refuse(
        position,
        'schema',
        `"${TEXTS.find((name) => !maybeText(fields[name]))}" must be a string`,
      );
    if (!(maybeNumber(bt) && maybeNumber(bv) && maybeNumber(t))) {
      const wrong = NUMBERS.find((name) => !maybeNumber(fields[name]));
      return refuse(position, 'schema', `"${wrong}" must be a finite number`);
    }
    const onlyBase =
      n === undefined && v === undefined && vb === undefined && !('vs' in fields) && !('vd' in fields);
    if (onlyBase && (bn ?? bt ?? bu ?? bv) !== undefined) return;

    const full = base.name + (n ?? '');
    const channel = full.startsWith(own) ? full.slice(own.length) : full;
    if (!CHANNEL_NAME.test(channel))
      return refuse(
        position,
        'name',
        `"${channel.slice(0, 140)}" is not a channel: machine/measure of A-Z a-z 0-9 - _ . : /`,
      );

    const value =
      typeof vb === 'boolean' && v === undefined ? Number(vb) : isFinite(v) ? base.value + v : null;
    if (value === null || !isFinite(value))
      return refuse(position, 'value', `${channel} has no finite number in "v" and no boolean in "vb"`);
    if (Math.abs(value) > MAX_VALUE)
      return refuse(
        position,
        'value',
        `${channel}: ${value} is beyond ${MAX_VALUE}, which no sensor measures`,
      );
    const unit = u ?? base.unit;
    if (unit !== null && !UNIT.test(unit))
      return refuse(position, 'unit_mismatch', `${channel}: "${unit.slice(0, 40)}" is not a SenML unit`);

    const timeS = base.timeS + (t ?? 0);
    const absolute = Math.abs(timeS) >= ABSOLUTE_FROM_S;
    if (!absolute && !relativeTimes)
      return refuse(
        position,
        'clock_skew',
        `${channel} has a time relative to now (${timeS} s): a tracked pack needs absolute Unix time`,
      );
    const timeMs = Math.round(absolute ? timeS * 1000 : arrivalMs + timeS * 1000);
    const skew = clockSkew(timeMs, arrivalMs);
    if (skew) return refuse(position, 'clock_skew', `${channel}: ${skew}`);

    readings.push({
      position,
      channel,
      unit,
      // -0 and 0 are one value to people, but print differently.
      value: value === 0 ? 0 : value,
      timeMs,
    });
  };
  for (const [position, record] of records.entries()) resolve(record, position);
  return { readings, bad };
}

/** S5. @returns why a device time cannot be believed, or null */
export function clockSkew(timeMs: number, arrivalMs: number): string | null {
  if (timeMs > arrivalMs + MAX_AHEAD_MS)
    return `device time is ${Math.round((timeMs - arrivalMs) / 1000)} s ahead of arrival; check the clock`;
  if (timeMs < EARLIEST_MS) return 'device time is before 2020; check the clock';
  if (timeMs < arrivalMs - MAX_AGE_MS) return 'device time is more than 400 days old';
  return null;
}

function maybeText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

function maybeNumber(value: unknown): value is number | undefined {
  return value === undefined || isFinite(value);
}

function isFinite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
