import type { StoredEvent } from '@bakeloop/contracts';
import type { Format } from '@bakeloop/ui';
import { stageWord } from './stages.js';

/** An event of the batch log in one sentence. Data that is not as expected is left out, never guessed. */

type Data = StoredEvent['data'];

function text(data: Data, key: string): string | null {
  const value = data[key];
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' ? String(value) : null;
}
function numeric(data: Data, key: string): number | null {
  const value = data[key];
  return typeof value === 'number' ? value : null;
}
function sumGrams(data: Data, key: string): number {
  const list = data[key];
  if (!Array.isArray(list)) return 0;
  return list.reduce<number>((sum, each: unknown) => sum + (numeric((each ?? {}) as Data, 'grams') ?? 0), 0);
}
const join = (parts: (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join(' · ');

/** @returns the lots an event names, each once */
export function lotsOf({ data }: Pick<StoredEvent, 'data'>): string[] {
  const of = (value: unknown): string[] => {
    const lotId = typeof value === 'object' && value !== null ? text(value as Data, 'lotId') : null;
    return lotId === null ? [] : [lotId];
  };
  const listed = ['inputs', 'outputs'].flatMap((key) => {
    const list = data[key];
    return Array.isArray(list) ? list.flatMap(of) : [];
  });
  return [...new Set([...of(data), ...listed])];
}

export interface EventWords {
  title: string;
  detail: string;
}

const TITLES: Record<string, string> = {
  'intake.recorded': 'Delivery weighed',
  'lot.processed': 'Lot processed',
  'batch.started': 'Batch started',
  'batch.input': 'Fed in',
  'batch.stage': 'Stage',
  'batch.output': 'Weighed out',
  'batch.qc': 'Inspected',
  'batch.finished': 'Batch finished',
  'dispatch.recorded': 'Dispatched',
  'return.recorded': 'Came back',
  'maintenance.recorded': 'Maintenance',
  'incident.recorded': 'Incident',
  'event.voided': 'Event cancelled',
  'kitchen.moved': 'Kitchen moved',
  'scale.calibrated': 'Scale checked',
  'labour.recorded': 'Work logged',
};
/** What an event is called, without its data. */
export const eventTitle = (type: string): string => TITLES[type] ?? type;

const STEP_WORDS: Record<string, string> = {
  sort: 'Sorted',
  shred: 'Shredded',
  wash: 'Washed',
  dry: 'Dried',
  blend: 'Blended',
};

export function eventWords({ type, data }: StoredEvent, format: Format): EventWords {
  const mass = (key: string) => {
    const grams = numeric(data, key);
    return grams === null ? null : format.kilograms(grams);
  };
  const plain = eventTitle(type);
  switch (type) {
    case 'intake.recorded': {
      const gross = numeric(data, 'grossGrams');
      const tare = numeric(data, 'tareGrams');
      const moisture = numeric(data, 'moisturePermille');
      return {
        title: plain,
        detail: join([
          gross === null || tare === null ? null : `${format.kilograms(gross - tare)} net`,
          text(data, 'polymer'),
          text(data, 'sourceType'),
          moisture === null ? 'moisture not measured' : `${format.percent(moisture / 1_000)} moisture`,
          text(data, 'lotId'),
        ]),
      };
    }
    case 'lot.processed': {
      const lost = sumGrams(data, 'losses');
      const out = sumGrams(data, 'outputs');
      return {
        title: STEP_WORDS[text(data, 'step') ?? ''] ?? plain,
        detail: join([
          out > 0 ? `${format.kilograms(out)} went on` : null,
          lost > 0 ? `${format.kilograms(lost)} taken out` : null,
        ]),
      };
    }
    case 'batch.started':
      return {
        title: plain,
        detail: join([
          text(data, 'recipeId')
            ? `recipe ${text(data, 'recipeId') ?? ''} version ${text(data, 'recipeVersion') ?? '?'}`
            : null,
          text(data, 'machine'),
          text(data, 'productCode'),
        ]),
      };
    case 'batch.input':
      return {
        title: `${plain}: ${text(data, 'material') ?? 'material'}`,
        detail: join([mass('grams'), text(data, 'polymer'), text(data, 'origin'), text(data, 'lotId')]),
      };
    case 'batch.stage':
      return {
        title: `${stageWord(text(data, 'stage') ?? 'stage')} ${data['edge'] === 'end' ? 'ended' : 'began'}`,
        detail: join([text(data, 'machine')]),
      };
    case 'batch.output': {
      const pieces = numeric(data, 'pieces');
      return {
        title: `${plain}: ${text(data, 'kind') ?? 'output'}`,
        detail: join([
          mass('grams'),
          pieces === null ? null : format.count(pieces, 'piece'),
          text(data, 'productCode'),
          text(data, 'lotId'),
        ]),
      };
    }
    case 'batch.qc': {
      const value = numeric(data, 'value');
      const rejected = numeric(data, 'rejectedGrams');
      return {
        title: `${plain}: ${data['pass'] === true ? 'passed' : 'failed'}`,
        detail: join([
          text(data, 'test'),
          text(data, 'standard'),
          value === null ? null : format.quantity(value, text(data, 'unit')),
          numeric(data, 'sampleSize') === null ? null : `${text(data, 'sampleSize') ?? ''} samples`,
          rejected === null || rejected === 0 ? null : `${format.kilograms(rejected)} rejected`,
        ]),
      };
    }
    case 'batch.finished': {
      const pieces = numeric(data, 'goodPieces');
      return {
        title: plain,
        detail: join([pieces === null ? null : format.count(pieces, 'good piece'), text(data, 'note')]),
      };
    }
    case 'dispatch.recorded':
    case 'return.recorded': {
      const pieces = numeric(data, 'pieces');
      const kilometres = numeric(data, 'kilometres');
      return {
        title: plain,
        detail: join([
          mass('grams'),
          pieces === null ? null : format.count(pieces, 'piece'),
          text(data, 'productCode'),
          text(data, 'project') ?? text(data, 'condition'),
          kilometres === null ? null : `${format.measured(kilometres)} km`,
          text(data, 'lotId'),
        ]),
      };
    }
    case 'kitchen.moved':
      return {
        title: plain,
        detail: join([
          text(data, 'place'),
          text(data, 'country') === null ? null : format.country(text(data, 'country') ?? ''),
          text(data, 'timeZone'),
        ]),
      };
    case 'scale.calibrated': {
      const reference = numeric(data, 'referenceGrams');
      const read = numeric(data, 'readGrams');
      return {
        title: plain,
        detail: join([
          text(data, 'scaleId'),
          reference === null || read === null
            ? null
            : `${format.kilograms(read)} read for ${format.kilograms(reference)}`,
        ]),
      };
    }
    case 'labour.recorded': {
      const people = numeric(data, 'people');
      const minutes = numeric(data, 'minutes');
      return {
        title: plain,
        detail: join([
          people === null ? null : `${format.number(people)} people`,
          minutes === null ? null : format.duration(minutes * 60_000),
          text(data, 'kind'),
        ]),
      };
    }
    default:
      return {
        title: plain,
        detail: join([mass('grams'), text(data, 'kind'), text(data, 'task'), text(data, 'note')]),
      };
  }
}
