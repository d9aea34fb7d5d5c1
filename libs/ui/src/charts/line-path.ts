/** Paths of drawings (SVG) through points of the picture, px. Where a point is not known a line ends, and begins anew. */

const at = (x: number, y: number): string => `${x.toFixed(1)},${y.toFixed(1)}`;

export function linePath(points: readonly { x: number; y: number | null }[]): string {
  let path = '';
  let isOn = false;
  for (const { x, y } of points) {
    if (y !== null) path += `${isOn ? 'L' : 'M'}${at(x, y)}`;
    isOn = y !== null;
  }
  return path;
}

/** What lies between the lowest and the highest, a shape for every run of known points. */
export function bandPath(
  points: readonly { x: number; band: readonly [low: number, high: number] | null }[],
): string {
  let path = '';
  let [there, back] = ['', ''];
  const close = (): void => {
    if (there !== '') path += `M${there}L${back}Z`;
    [there, back] = ['', ''];
  };
  for (const { x, band } of points) {
    if (band === null) {
      close();
      continue;
    }
    const [low, high] = band;
    there = there === '' ? at(x, high) : `${there}L${at(x, high)}`;
    back = back === '' ? at(x, low) : `${at(x, low)}L${back}`;
  }
  close();
  return path;
}
