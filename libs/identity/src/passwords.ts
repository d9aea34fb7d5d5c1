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

const NAMES_AROUND = 'made of names that belong to you, your organisation or its kitchens';
const LEAKED = 'among those that leaked elsewhere, or much like one of them';

/**
 * Why a password would be guessed; null where it would not. Length and common words decide, no rule of digits and signs. The
 * library brings the 49,000 that came most often among ten million leaked ones; with changed letters or signs each counts, too.
 * @param about what an attacker tries first: the name and address of its owner, and what their organisation and kitchens are called
 */
export function weakness(password: string, about: readonly string[]): string | null {
  const names = ['bakeloop', ...about.flatMap(wordsOf)];
  const judged = password.slice(0, JUDGED);
  const { score, sequence } = strength.check(judged, names);
  const from = sequence.map((match) => ('dictionaryName' in match ? String(match.dictionaryName) : ''));
  if (score < LEAST_SCORE)
    return tooEasy(
      from.includes('userInputs')
        ? NAMES_AROUND
        : from.some((name) => name.startsWith('passwords'))
          ? LEAKED
          : null,
    );
  const rest = without(judged, names);
  const isStrongWithout = rest.length === judged.length || strength.check(rest, names).score >= LEAST_SCORE;
  return isStrongWithout ? null : tooEasy(NAMES_AROUND);
}

function tooEasy(why: string | null): string {
  const since = why === null ? '' : `, since it is ${why}`;
  return `too easy to guess${since}: three or four words that do not belong together make a good one`;
}

/** A name whole, and each of its words that is long enough to be one. */
const wordsOf = (name: string): string[] => [
  name,
  ...name.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= 3),
];

/** What is left of a password when these are taken out of it, the longest first. */
function without(password: string, names: readonly string[]): string {
  return names
    .toSorted((one, other) => other.length - one.length)
    .reduce((rest, name) => rest.replaceAll(name.toLowerCase(), ''), password.toLowerCase());
}
