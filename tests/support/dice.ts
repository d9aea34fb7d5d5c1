export interface Dice {
  /** [0, 1) */
  next(): number;
  chance(share: number): boolean;
  /** A whole number of `low` to `high`, both included. */
  int(low: number, high: number): number;
  pick<T>(choices: readonly T[]): T;
  shuffled<T>(things: readonly T[]): T[];
  uuid(): string;
}

/** Numbers from a seed (mulberry32): the same seed, the same numbers. */
export function dice(seed: number): Dice {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    chance: (share) => next() < share,
    int,
    pick: <T>(choices: readonly T[]) => choices[Math.floor(next() * choices.length)] as T,
    shuffled: <T>(things: readonly T[]) => {
      const all = [...things];
      for (let at = all.length - 1; at > 0; at--) {
        const other = int(0, at);
        [all[at], all[other]] = [all[other] as T, all[at] as T];
      }
      return all;
    },
    uuid: () => {
      const hex = Array.from({ length: 32 }, () => Math.floor(next() * 16).toString(16)).join('');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
  };
}
