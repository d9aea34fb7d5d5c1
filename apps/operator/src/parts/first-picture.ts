let show: () => void;
const shown = new Promise<void>((done) => (show = done));

/** A page that nobody looks at has no frames: then it goes on after this, ms. */
const WITHIN_MS = 500;

/** Resolves once the first screen is in sight. What it does not need waits for that, or it would take the processor from it. */
export const firstPicture = (): Promise<void> => shown;

/** To be called once the first screen is rendered: it is painted with the next frame, before the task that follows that. */
export function awaitFirstPicture(): void {
  setTimeout(show, WITHIN_MS);
  requestAnimationFrame(() => setTimeout(show));
}
