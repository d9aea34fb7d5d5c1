import { LOT_ID } from '../flow/lots.js';
import { PAGES, placeOf, searchOf, type Place } from '../route.js';

/** What a label says: a lot or a batch of a kitchen. */
export interface Labelled {
  kitchen: string;
  lot: string | null;
  batch: string | null;
}

const placeFor = ({ kitchen, lot, batch }: Labelled): Place => ({
  kitchen,
  page: batch === null ? 'label' : 'batch',
  batch,
  step: null,
  event: null,
  lot,
});

/** The text of the code on a label: an address, so that any phone's camera opens it too. @param origin of this server */
export const labelText = (labelled: Labelled, origin: string): string =>
  `${origin}/operator/${searchOf(placeFor(labelled))}`;

/**
 * Where a scanned text leads: a label of ours, of whatever server printed it, or the bare number of a lot.
 * @param kitchen whose phone it is, for a number that names none
 * @returns null when it is neither
 */
export function readLabel(text: string, kitchen: string): Labelled | null {
  const bare = text.trim();
  if (LOT_ID.test(bare)) return { kitchen, lot: bare.toUpperCase(), batch: null };
  if (!URL.canParse(bare)) return null;
  const { pathname, search } = new URL(bare);
  if (pathname !== '/operator/') return null;
  const place = placeOf(search);
  const { lot, batch } = place;
  if (!PAGES.includes(place.page) || place.kitchen === null) return null;
  if (lot !== null && LOT_ID.test(lot)) return { kitchen: place.kitchen, lot, batch: null };
  return batch !== null && LOT_ID.test(batch) ? { kitchen: place.kitchen, lot: null, batch } : null;
}

/** Goes there. */
export const placeOfLabel = placeFor;
