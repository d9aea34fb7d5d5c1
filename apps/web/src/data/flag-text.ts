import type { Format } from '@bakeloop/ui';

const MASS = /(?<![\w.-])(\d+(?:\.\d+)?) kg\b/g;

/** What a log is flagged with, its masses as the reader writes numbers: it comes as a sentence with `160000.0 kg` in it. */
export const flagText = (message: string, format: Pick<Format, 'kilograms'>): string =>
  message.replace(MASS, (_, kilograms: string) => format.kilograms(Math.round(Number(kilograms) * 1_000)));

/** All of them, as one text. */
export const flagTexts = (flags: readonly { message: string }[], format: Pick<Format, 'kilograms'>): string =>
  flags.map(({ message }) => flagText(message, format)).join(' ');
