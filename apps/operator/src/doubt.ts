import type { KitchenEvent } from '@bakeloop/domain';
import { kg, t } from './language/language.js';

/**
 * More than this is hardly ever weighed at once, integer grams: a slip of the unit or the point is likelier. Bakeloop's own
 * proposal, and a question only: who is sure goes on.
 */
const MOST_GRAMS = {
  /** A delivery that lies loose or on a pallet: what a pallet truck lifts. */
  loose: 2_000_000,
  /** What a big bag is made for. */
  bag: 1_000_000,
  /** What a pallet box is made for. */
  crate: 500_000,
  /** The largest on wheels, of 1,100 litres, is made for 440 kg (EN 840). */
  bin: 500_000,
  /** Of a lot in store: it stands on a pallet, too. */
  lot: 2_000_000,
  /** Into and out of a machine: it melts 20 kg an hour, so a day and a night of it. */
  batch: 500_000,
  /** What leaves at once: the load of a lorry that gets to a kitchen. */
  load: 10_000_000,
  /** What comes back: on a pallet. */
  returned: 2_000_000,
  /** Somebody puts it on the scale by hand, 20 kg at a time. */
  testWeight: 100_000,
} as const;
export type Weighed = keyof typeof MOST_GRAMS;
/** Of one piece of a product: two people carry it, and the heaviest that is published has 10 kg. */
const MOST_PIECE_GRAMS = 50_000;

/** A weight to ask about before it is saved. */
export interface Doubt {
  grams: number;
  /** What was asked about; to be kept as `sureOf` where somebody says that it is right. */
  key: string;
  /** For a person. */
  words: string;
}

/**
 * Whether a weight is worth a question: `4,000 kg` in a bag is a scale that shows grams.
 * @param grams integer; null where nothing is typed
 * @param more pieces: how many weigh so much together; sureOf: `key` of what somebody has already said is right
 */
export function doubtAbout(
  what: Weighed,
  grams: number | null,
  { pieces = null, sureOf = '' }: { pieces?: number | null; sureOf?: string } = {},
): Doubt | null {
  if (grams === null) return null;
  const key = `${what} ${String(grams)} ${String(pieces ?? '')}`;
  if (key === sureOf) return null;
  const each = pieces ? grams / pieces : 0;
  if (each > MOST_PIECE_GRAMS)
    return { grams, key, words: t('doubt.piece', { kg: kg(each), most: kg(MOST_PIECE_GRAMS) }) };
  const most = MOST_GRAMS[what];
  return grams > most ? { grams, key, words: t('doubt.mass', { kg: kg(grams), most: kg(most) }) } : null;
}

/** What the weights of an event are of, for who corrects one; null: it has none. */
export const weighedIn = (type: KitchenEvent['type']): Weighed | null => WEIGHED_IN[type] ?? null;
const WEIGHED_IN: Partial<Record<KitchenEvent['type'], Weighed>> = {
  'intake.recorded': 'loose',
  'batch.input': 'batch',
  'batch.output': 'batch',
  'batch.qc': 'batch',
  'dispatch.recorded': 'load',
  'return.recorded': 'returned',
  'scale.calibrated': 'testWeight',
};

/** What a scale that shows grams would have shown in kilograms, as the pad types it. */
export const inGrams = ({ grams }: Pick<Doubt, 'grams'>, decimals: 1 | 2): string =>
  String(Number((grams / 1_000_000).toFixed(decimals)));
