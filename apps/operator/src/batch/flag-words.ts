import { BATCH_FLAG_CODES, type BatchFlag } from '@bakeloop/domain';
import { kg } from '../language/language.js';
import { rare } from '../language/rare.js';

/** What is odd about a batch, in the language of the phone; what only a newer server flags, in its own words. */
export function flagWords({ code, message, grams }: BatchFlag): string {
  const known = BATCH_FLAG_CODES.find((each) => each === code);
  return known === undefined ? message : rare(`flag.${known}`, { kg: kg(grams ?? 0) });
}
