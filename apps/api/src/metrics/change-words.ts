import type { KitchenEvent } from '@bakeloop/domain';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface ChangeFacts {
  kitchenId: string;
  /** `batch:<id>` or `event:<id>`. */
  subject: string;
  cause: 'event' | 'meters' | 'reference' | 'method' | 'place';
  /** The event that caused it, when it is known, and when it arrived. */
  event: { body: KitchenEvent; receivedAt: Date } | null;
  /** What it did to the inputs of the figure, in their units; zeros are left out. */
  effects: readonly { name: string; value: number; unit: string }[];
}

const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 3, signDisplay: 'exceptZero' });
/** Below one, decimals say nothing: an effect is never shown as none. */
const SMALL = new Intl.NumberFormat('en', { maximumSignificantDigits: 3, signDisplay: 'exceptZero' });
const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
/** Effects that a sentence names; the amounts beside it hold them all. */
const NAMED_EFFECTS = 2;

/** One sentence for staff: how much, what, whose, when it happened and how late it was known. */
export function changeWords(facts: ChangeFacts): string {
  const effects = facts.effects.filter(({ value }) => value !== 0).slice(0, NAMED_EFFECTS);
  const much = effects.length === 0 ? 'No input of this figure' : effects.map(effectWords).join(', ');
  return `${much}: ${causeWords(facts)}, kitchen ${facts.kitchenId}.`;
}

function effectWords({ name, value, unit }: ChangeFacts['effects'][number]): string {
  // A true minus, as on the pages.
  const number = (Math.abs(value) < 1 ? SMALL : NUMBER).format(value).replace('-', '−');
  const of = unit === '1' || unit.startsWith('{') ? '' : ` ${unit}`;
  return `${number}${of} ${words(name)}`;
}

/** `intakeNet` as `intake net`. */
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function causeWords({ subject, cause, event }: ChangeFacts): string {
  const about = subject.startsWith('batch:') ? ` of batch ${subject.slice('batch:'.length)}` : '';
  switch (cause) {
    case 'meters':
      return `the meters${about} were read, or read anew`;
    case 'reference':
      return `reference data was published that counts for ${about === '' ? 'this event' : about.slice(4)}`;
    case 'method':
      return `the way of reckoning changed${about === '' ? '' : ` the figures${about}`}`;
    case 'place':
      return `where the kitchen is became known, or its machines or scales${about}`;
    case 'event':
      return event === null ? `an event changed what is known${about}` : eventWords(event, subject);
  }
}

function eventWords({ body, receivedAt }: NonNullable<ChangeFacts['event']>, subject: string): string {
  const what =
    body.type === 'event.voided'
      ? 'voiding of an earlier event'
      : `${body.supersedes === undefined ? '' : 'correction of the '}${factWords(body)}`;
  const why = body.reason === undefined ? '' : ` (“${body.reason}”)`;
  const batchId = subject.startsWith('batch:') ? subject.slice('batch:'.length) : null;
  const through = batchId === null || body.batchId === batchId ? '' : ` counts in batch ${batchId} and`;
  return `${what}${why} of ${dayWords(body.time)}${through} ${lateWords(receivedAt.getTime() - Date.parse(body.time))}`;
}

function factWords(event: KitchenEvent): string {
  switch (event.type) {
    case 'intake.recorded':
      return `delivery ${event.data.lotId}`;
    case 'lot.processed':
      return `${event.data.step} step`;
    case 'batch.started':
      return `start of batch ${event.batchId ?? '?'}`;
    case 'batch.input':
      return `feed of batch ${event.batchId ?? '?'}`;
    case 'batch.stage':
      return `stage of batch ${event.batchId ?? '?'}`;
    case 'batch.output':
      return `output of batch ${event.batchId ?? '?'}`;
    case 'batch.qc':
      return `quality check of batch ${event.batchId ?? '?'}`;
    case 'batch.finished':
      return `finish of batch ${event.batchId ?? '?'}`;
    case 'dispatch.recorded':
      return `dispatch from lot ${event.data.lotId}`;
    case 'return.recorded':
      return `return of ${event.data.productCode}`;
    case 'kitchen.moved':
      return `move to ${event.data.place}`;
    case 'scale.calibrated':
      return `calibration of scale ${event.data.scaleId}`;
    case 'labour.recorded':
      return event.data.kind === 'training' ? 'training' : 'work';
    case 'maintenance.recorded':
      return `maintenance of ${event.data.machine}`;
    case 'incident.recorded':
      return 'incident';
    case 'event.voided':
      return 'voiding';
  }
}

/** The calendar day that the device wrote, in its own offset. */
function dayWords(time: string): string {
  return DAY.format(new Date(`${time.slice(0, 10)}T00:00:00Z`));
}

function lateWords(lateMs: number): string {
  if (lateMs < HOUR_MS) return 'arrived at once';
  if (lateMs < DAY_MS) return `arrived ${counted(Math.floor(lateMs / HOUR_MS), 'hour')} late`;
  return `arrived ${counted(Math.floor(lateMs / DAY_MS), 'day')} late`;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
