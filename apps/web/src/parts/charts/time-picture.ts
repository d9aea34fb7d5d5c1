/** A module of its own, so that the library that draws comes beside the values that it is to draw. */
export { TimeChart } from '@bakeloop/ui/charts';
