/** Where what stands beside the lines of a chart over time is drawn. Pure. */

/** What the axes of a chart show. */
export interface View {
  fromMs: number;
  toMs: number;
  low: number;
  high: number;
}

/** A part of the picture, px. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A time, between two values or from the bottom of the chart to its top. */
export interface Stretch {
  fromMs: number;
  toMs: number;
  low?: number;
  high?: number;
}

export const isInView = ({ fromMs, toMs }: Stretch, view: Pick<View, 'fromMs' | 'toMs'>): boolean =>
  toMs > view.fromMs && fromMs < view.toMs;

/** What is out of view stands at the edge. */
export function xOf(ms: number, { fromMs, toMs }: Pick<View, 'fromMs' | 'toMs'>, plot: Box): number {
  return plot.x + ((Math.min(toMs, Math.max(fromMs, ms)) - fromMs) / (toMs - fromMs)) * plot.width;
}

export const yOf = (value: number, { low, high }: Pick<View, 'low' | 'high'>, plot: Box): number =>
  plot.y + ((high - value) / (high - low)) * plot.height;

/** One for each stretch that is in view. @param plot where the lines are drawn */
export function boxesOf(stretches: readonly Stretch[], view: View, plot: Box): Box[] {
  return stretches
    .filter((stretch) => isInView(stretch, view))
    .map(({ fromMs, toMs, low = view.low, high = view.high }) => {
      const x = xOf(fromMs, view, plot);
      const y = yOf(high, view, plot);
      return { x, y, width: xOf(toMs, view, plot) - x, height: yOf(low, view, plot) - y };
    });
}

/** Those of the places, in any order, where a number has room: the first comes before those that are too near to it. */
export function roomyPlaces(places: readonly number[], apartPx: number): boolean[] {
  const taken: number[] = [];
  return places.map((place) => {
    const isFree = taken.every((other) => Math.abs(place - other) >= apartPx);
    if (isFree) taken.push(place);
    return isFree;
  });
}
