/** How the keys of a chart move its cursor; null is nowhere. Pure. */

const LEAP = 10;

/**
 * @param count how many readings there are
 * @returns the new place; undefined for a key that means nothing here
 */
export function movedCursor(at: number | null, key: string, count: number): number | null | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  const by = (step: number): number =>
    at === null ? (step > 0 ? 0 : last) : Math.min(last, Math.max(0, at + step));
  switch (key) {
    case 'ArrowRight':
      return by(1);
    case 'ArrowLeft':
      return by(-1);
    case 'PageDown':
      return by(LEAP);
    case 'PageUp':
      return by(-LEAP);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'Escape':
      return at === null ? undefined : null;
    default:
      return undefined;
  }
}
