/** The axes of bars: round values that stand apart, and which bars have their name below them. Pure. */

/** A line of words on an axis, px. */
const LINE_PX = 14;
/** A letter of an axis, px, at most. */
export const LETTER_PX = 7;
/** Between two names below bars, px. */
const APART_PX = 8;

export interface BarAxis {
  top: number;
  bottom: number;
  /** Where a value is written, from above to below. */
  lines: number[];
}

/**
 * @param ends of all bars and their ranges
 * @param plotPx from top to bottom
 */
export function barAxis(ends: readonly number[], plotPx: number): BarAxis {
  const highest = Math.max(0, ...ends);
  const lowest = Math.min(0, ...ends);
  if (lowest === 0) {
    const top = niceTop(highest);
    return { top, bottom: 0, lines: [top, top / 2] };
  }
  const bottom = -niceTop(-lowest);
  if (highest === 0) return { top: 0, bottom, lines: [0, bottom / 2, bottom] };
  const top = niceTop(highest);
  // What is small beside the other end would be written over nought.
  const isApart = (line: number): boolean => (Math.abs(line) * plotPx) / (top - bottom) >= LINE_PX;
  return { top, bottom, lines: [top, 0, bottom].filter((line) => line === 0 || isApart(line)) };
}

/** The next round number at or above whose half is round as well. */
function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 3, 4, 5, 6, 8, 10].find((each) => each * power >= value) ?? 10;
  return factor * power;
}

/** @returns where the names of bars stand, by the place of the bar: as many as fit between `left` and `width`, px */
export function barNames(names: readonly string[], left: number, width: number): Map<number, number> {
  const step = (width - left) / Math.max(1, names.length);
  const namePx = LETTER_PX * Math.max(0, ...names.map((name) => name.length));
  const every = Math.max(1, Math.ceil((namePx + APART_PX) / Math.max(1, step)));
  const places = new Map<number, number>();
  for (let index = Math.floor(every / 2); index < names.length; index += every) {
    const middle = left + (index + 0.5) * step;
    // The last may move as far as it keeps apart from the one before.
    const x = Math.min(middle, width - namePx / 2);
    if (middle - x <= APART_PX) places.set(index, x);
  }
  return places;
}
