import type { PublicLanguage } from '@bakeloop/contracts';
import { minus } from './method/numbers.js';

/** Whole kilograms, and below a hundred with one decimal: a share may be small. */
export function kilogramsOf(grams: number, language: PublicLanguage): string {
  const kilograms = grams / 1_000;
  const maximumFractionDigits = Math.abs(kilograms) < 100 ? 1 : 0;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits }).format(kilograms)} kg`;
}

/** The same of a difference, with its sign. */
export function changeOf(grams: number, language: PublicLanguage): string {
  return `${grams > 0 ? '+' : ''}${minus(kilogramsOf(grams, language))}`;
}
