/** Labels beside map markers, where they cover neither each other nor a marker. Pure. */

export interface PlacedLabel {
  x: number;
  y: number;
  anchor: 'start' | 'end' | 'middle';
  text: string;
}
interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const MARKER = 10;
const LINE = 15;
const LONGEST = 22;

/** @returns one label a point, in order; null where none fits (the page lists every kitchen in words anyway) */
export function placeLabels(
  points: { x: number; y: number; text: string }[],
  { width, height, charPx }: { width: number; height: number; charPx: number },
): (PlacedLabel | null)[] {
  const taken: Box[] = points.map(({ x, y }) => ({
    left: x - MARKER,
    right: x + MARKER,
    top: y - MARKER,
    bottom: y + MARKER,
  }));
  return points.map(({ x, y, text: whole }, own) => {
    const text = whole.length > LONGEST ? `${whole.slice(0, LONGEST - 1)}…` : whole;
    const long = text.length * charPx;
    const tries: PlacedLabel[] = [
      { x: x + MARKER + 3, y: y + 4.5, anchor: 'start', text },
      { x: x - MARKER - 3, y: y + 4.5, anchor: 'end', text },
      { x, y: y + MARKER + 12, anchor: 'middle', text },
      { x, y: y - MARKER - 4, anchor: 'middle', text },
    ];
    for (const label of tries) {
      const left =
        label.anchor === 'start' ? label.x : label.anchor === 'end' ? label.x - long : label.x - long / 2;
      const box = { left, right: left + long, top: label.y - LINE + 3, bottom: label.y + 3 };
      const inside = box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height;
      if (!inside || taken.some((other, index) => index !== own && overlap(box, other))) continue;
      taken.push(box);
      return label;
    }
    return null;
  });
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
