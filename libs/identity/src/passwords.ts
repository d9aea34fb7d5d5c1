import { hash, verify } from '@node-rs/argon2';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** argon2id, the library's default kind, with 19 MiB and two passes: OWASP's recommendation; some 30 ms of one core. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Of 0 to 4: what takes more than a hundred million guesses. */
const LEAST_SCORE = 3;
/** What is strong by its beginning is strong; to judge all of a long one can take a second of the only thread. */
const JUDGED = 48;
const strength = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: JUDGED });

/** Hashing runs on the four threads of libuv's pool, so that no crowd of sign-ins takes more than that. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), COST);
}

const MADE_TODAY = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`;

/** Whether a hash was made at another cost than today's, and is to be made anew when its password is known. */
export const isOutdated = (stored: string): boolean => !stored.startsWith(MADE_TODAY);

let decoy: Promise<string> | undefined;

/** @param stored null where nobody or nothing is to be signed in with: it takes as long, and fails */
export async function isPassword(stored: string | null, given: string): Promise<boolean> {
  decoy ??= hashPassword('nobody signs in with this');
  const matches = await verify(stored ?? (await decoy), given.normalize('NFC'));
  return matches && stored !== null;
}

/**
 * Why a password would be guessed; null where it would not. Length and common words decide, no rule of digits and signs. The
 * library brings the 49,000 that came most often among ten million leaked ones; with changed letters or signs each counts, too.
 * @param about what an attacker tries first: the name and address of its owner, and what their organisation and kitchens are called
 */
export function weakness(password: string, about: readonly string[]): string | null {
  const judged = password.slice(0, JUDGED);
  const { score, sequence } = strength.check(judged, ['bakeloop', ...about.flatMap(wordsOf)]);
  if (score >= LEAST_SCORE) return null;
  const found = new Set(sequence.map((match) => ('dictionaryName' in match ? match.dictionaryName : '')));
  const why = found.has('userInputs-userInputs') || found.has('userInputs')
    ? ', since it is made of names that belong to you, your organisation or its kitchens'
    : [...found].some((name) => name.startsWith('passwords'))
      ? ', since it is among those that leaked elsewhere, or much like one of them'
      : '';
  return `too easy to guess${why}: three or four words that do not belong together make a good one`;
}

/** A name whole, and each of its words that is long enough to be one. */
const wordsOf = (name: string): string[] => [
  name,
  ...name.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= 3),
];
