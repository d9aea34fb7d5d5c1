import type { MetricAnswer, PublicSnapshot } from '@bakeloop/contracts';

/** The public numbers as they stood in the page when it came, until newer ones are there. */
interface Shown extends Pick<PublicSnapshot, 'kitchens' | 'allTime' | 'status'> {
  figures: MetricAnswer[];
}

let read: Shown | null | undefined;

/** @returns null on every page but the home, and on a home that was sent without numbers */
export function shownAtFirst(): Shown | null {
  // Written by the API, of this very build: its shape is known.
  read ??= JSON.parse(document.getElementById('shown')?.textContent ?? 'null') as Shown | null;
  return read;
}
