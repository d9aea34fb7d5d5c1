import { BATCH_FLAG_CODES, type BatchFlag } from '@bakeloop/domain';
import { kg } from '../language/language.js';
import { rare } from '../language/rare.js';

/**
 * What is odd about a batch by its own log, in the language of the phone. Of the lots behind it the phone knows what it
 * logged itself, and no other's deliveries: what seems odd about those may not be.
 */
export const flagWords = (flags: readonly BatchFlag[]): string[] =>
  flags.flatMap(({ code, grams }) => {
    const known = BATCH_FLAG_CODES.find((each) => each === code);
    return known === undefined ? [] : [rare(`flag.${known}`, { kg: kg(grams ?? 0) })];
  });
