/**
 * Which of these instants stay when room has to be made: about half, so that what stays lies evenly in time. Where it is
 * thin already nothing goes, so a long outage is remembered coarsely from its first day to its last, however often room
 * is made; dropping every second each time would forget the beginning.
 *
 * @param timesMs in order of time, give or take a step of the clock
 * @returns for each instant whether it stays; of two or more at least a quarter goes, and the first stays
 */
export function thinOut(timesMs: readonly number[]): boolean[] {
  const gaps = timesMs.slice(1).map((timeMs, at) => timeMs - timesMs[at]!);
  const median = gaps.toSorted((left, right) => left - right)[gaps.length >> 1] ?? 0;
  let lastMs = -Infinity;
  let kept = 0;
  const stays = timesMs.map((timeMs) => {
    // Between one and two usual gaps: a regular series, with its jitter, loses every second one.
    if (timeMs >= lastMs && timeMs - lastMs < 1.5 * median) return false;
    lastMs = timeMs;
    kept++;
    return true;
  });
  return kept * 4 > timesMs.length * 3 ? timesMs.map((_, at) => at % 2 === 0) : stays;
}
