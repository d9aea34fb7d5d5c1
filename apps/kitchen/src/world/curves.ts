/** What a machine draws or is set to, held constant from `fromMs` to `toMs`. Segments of one curve do not overlap. */
export interface Segment {
  fromMs: number;
  toMs: number;
  value: number;
}

/** Sun of a day: `share` of the load is covered at noon, following a half sine between rise and set. */
export interface Sun {
  riseMs: number;
  setMs: number;
  share: number;
}

const overlapMs = (segment: Segment, fromMs: number, toMs: number): number =>
  Math.max(0, Math.min(segment.toMs, toMs) - Math.max(segment.fromMs, fromMs));

/** @returns the integral of the curve over the window, value x ms; exact, so a meter never depends on its sampling */
export function integral(segments: readonly Segment[], fromMs: number, toMs: number): number {
  let sum = 0;
  for (const segment of segments) sum += segment.value * overlapMs(segment, fromMs, toMs);
  return sum;
}

/** @returns the integral of the half sine of the sun over the window, ms (a full day gives 2/pi of its length) */
export function sunMs(sun: Sun, fromMs: number, toMs: number): number {
  const from = Math.min(Math.max(fromMs, sun.riseMs), sun.setMs);
  const to = Math.min(Math.max(toMs, sun.riseMs), sun.setMs);
  const lengthMs = sun.setMs - sun.riseMs;
  const angle = (timeMs: number): number => (Math.PI * (timeMs - sun.riseMs)) / lengthMs;
  return (lengthMs / Math.PI) * (Math.cos(angle(from)) - Math.cos(angle(to)));
}

/** @returns what is left for the grid after the sun took its share of each segment, value x ms */
export function integralWithoutSun(
  segments: readonly Segment[],
  sun: Sun,
  fromMs: number,
  toMs: number,
): number {
  let sum = 0;
  for (const segment of segments) {
    const from = Math.max(segment.fromMs, fromMs);
    const to = Math.min(segment.toMs, toMs);
    if (to > from) sum += segment.value * (to - from - sun.share * sunMs(sun, from, to));
  }
  return sum;
}

export function valueAt(segments: readonly Segment[], timeMs: number, otherwise: number): number {
  return segments.find((segment) => timeMs >= segment.fromMs && timeMs < segment.toMs)?.value ?? otherwise;
}

/** One stretch of a first-order response: from `start` towards `target` with time constant `tauMs`. */
interface Stretch {
  fromMs: number;
  start: number;
  target: number;
  tauMs: number;
}

/** A body that follows its targets like heated steel: quickly up under heaters, slowly down by itself. */
export interface Response {
  at(timeMs: number): number;
  /** The first target's start; before it the response has nothing to say. */
  fromMs: number;
}

/** @param rest where it drifts between segments and after the last one, and where it begins */
export function respond(
  segments: readonly Segment[],
  rest: number,
  tau: { upMs: number; downMs: number },
): Response {
  const stretches: Stretch[] = [];
  const reach = (stretch: Stretch, timeMs: number): number =>
    stretch.target + (stretch.start - stretch.target) * Math.exp((stretch.fromMs - timeMs) / stretch.tauMs);
  const turn = (fromMs: number, target: number): void => {
    const last = stretches.at(-1);
    const start = last ? reach(last, fromMs) : rest;
    stretches.push({ fromMs, start, target, tauMs: target > start ? tau.upMs : tau.downMs });
  };
  segments.forEach((segment, index) => {
    turn(segment.fromMs, segment.value);
    if (segments[index + 1]?.fromMs !== segment.toMs) turn(segment.toMs, rest);
  });
  return {
    fromMs: segments[0]?.fromMs ?? Infinity,
    at(timeMs) {
      const stretch = stretches.findLast((candidate) => candidate.fromMs <= timeMs);
      return stretch ? reach(stretch, timeMs) : rest;
    },
  };
}
