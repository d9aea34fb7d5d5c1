/**
 * Seeded randomness. Everything the simulation draws comes from a key (seed, kitchen, day, purpose), never from a
 * running generator, so that any moment can be computed without the moments before it.
 */
export type Random = () => number;

/** 32-bit FNV-1a of the keys, finished with an avalanche so that neighbouring keys do not give neighbouring numbers. */
export function hash(...keys: readonly (string | number)[]): number {
  let state = 0x811c9dc5;
  for (const key of keys) {
    const text = `${key}|`;
    for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  }
  return mix(state);
}

function mix(value: number): number {
  let state = value;
  state = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  state = Math.imul(state ^ (state >>> 15), 0x735a2d97);
  return (state ^ (state >>> 15)) >>> 0;
}

/** @returns a mulberry32 generator of [0, 1) that belongs to the keys */
export function randomOf(...keys: readonly (string | number)[]): Random {
  let state = hash(...keys);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** @returns an integer from low to high, both included */
export function integerBetween(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

export function pick<T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}

/** Roughly normal (sum of four uniforms), mean 0, standard deviation 1, never beyond 3.5. */
export function normal(random: Random): number {
  return (random() + random() + random() + random() - 2) * Math.sqrt(3);
}

/**
 * Smooth noise: a function of time alone, the same whatever instants it is asked for.
 * @returns -1 to 1, with a new knot every `periodMs`
 */
export function noise(key: number, timeMs: number, periodMs: number): number {
  const position = timeMs / periodMs;
  const knot = Math.floor(position);
  const share = position - knot;
  const ease = share * share * (3 - 2 * share);
  const at = (index: number): number => mix(key ^ Math.imul(index, 0x9e3779b1)) / 2_147_483_648 - 1;
  return at(knot) * (1 - ease) + at(knot + 1) * ease;
}
