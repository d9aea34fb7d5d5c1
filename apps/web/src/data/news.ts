/** So often what is shown is read again at most, however fast what it rests on moves, ms. */
export const NEWS_EVERY_MS = 2_000;

/**
 * Reads again once it is told something else than before: not at the first, which is as new as what was read beside it, and
 * once for all that comes within the time between two reads.
 */
export function createNews(o: {
  /** @returns whether some of it could not be read yet, and is to be read once more */
  read: () => boolean;
  /** Calls back after so many ms. */
  later: (run: () => void, ms: number) => void;
}): (told: string) => void {
  let known: string | null = null;
  let isSet = false;
  const set = (): void => {
    isSet = true;
    o.later(() => {
      isSet = false;
      if (o.read()) set();
    }, NEWS_EVERY_MS);
  };
  return (told) => {
    const isNews = known !== null && known !== told;
    known = told;
    if (isNews && !isSet) set();
  };
}
