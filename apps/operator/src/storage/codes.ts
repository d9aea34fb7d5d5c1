/** Of a file in one code: what a cheap camera still reads from the screen of a small phone. */
const CHARACTERS_A_CODE = 400;
/** Of one file: a minute and a quarter for each round of them. */
export const MOST_CODES = 150;

/**
 * How long a code is shown: longer than the other phone needs to look, and not always the same, or a slow one may look at
 * the same codes in each round and never at the others.
 * @param chance from 0 to 1
 */
export const shownMs = (chance: number): number => 400 + 200 * chance;

const CODE = /^bakeloop:([\w+/]{4}):(\d{1,3}):(\d{1,3}):([^]+)$/;

/**
 * A file as texts of codes that are shown one after the other.
 * @param id four characters of base64, so that nobody mixes two files
 */
export function codesOf(file: string, id: string): string[] {
  const total = Math.ceil(file.length / CHARACTERS_A_CODE);
  return Array.from({ length: total }, (_, at) => {
    const part = file.slice(at * CHARACTERS_A_CODE, (at + 1) * CHARACTERS_A_CODE);
    return `bakeloop:${id}:${String(at + 1)}:${String(total)}:${part}`;
  });
}

/** What was read so far of the codes of one file. */
export interface Gathered {
  id: string;
  total: number;
  parts: ReadonlyMap<number, string>;
}

/**
 * Adds what a code says, in whatever order they come; one of another file begins anew.
 * @returns as before where it says nothing new, or is none of these
 */
export function gathered(before: Gathered | null, text: string): Gathered | null {
  const [, id = '', nth, of, part = ''] = CODE.exec(text) ?? [];
  const [n, total] = [Number(nth), Number(of)];
  if (!(n >= 1 && n <= total && total <= MOST_CODES)) return before;
  const known = before?.id === id && before.total === total ? before.parts : new Map<number, string>();
  return known.has(n) ? before : { id, total, parts: new Map([...known, [n, part]]) };
}

/** @returns null while a code is missing */
export function fileOf({ total, parts }: Gathered): string | null {
  if (parts.size < total) return null;
  return Array.from({ length: total }, (_, at) => parts.get(at + 1) ?? '').join('');
}
