import { seriesColour } from '../theme.js';

/** So that lines are told apart without colour as well. */
const DASHES = ['', '7 3', '2 3', '10 3 2 3', '5 5', '1 4'];

export const lineDash = (index: number): string => DASHES[index % DASHES.length] ?? '';

export function LineMark({ index }: { index: number }) {
  return (
    <svg width="22" height="10" aria-hidden className="bl-line-mark">
      <line
        x1="0"
        y1="5"
        x2="22"
        y2="5"
        stroke={seriesColour(index)}
        strokeWidth="3"
        strokeDasharray={lineDash(index)}
      />
    </svg>
  );
}
