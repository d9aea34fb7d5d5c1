import { readKept, writeKept } from '../kept.js';

/** `sun`: pure black on white, thick, without shades. `auto`: light or dark, as the phone is set. */
export const THEMES = ['auto', 'light', 'dark', 'sun'] as const;
export type Theme = (typeof THEMES)[number];

const dark = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)');

export const chosenTheme = (): Theme => THEMES.find((theme) => theme === readKept('theme')) ?? 'auto';

function wear(theme: Theme): void {
  const { dataset } = document.documentElement;
  dataset['theme'] = theme === 'auto' ? (dark().matches ? 'dark' : 'light') : theme;
}

export function chooseTheme(theme: Theme): void {
  writeKept('theme', theme);
  wear(theme);
}

/** From the first paint on, and when the phone changes its mind. */
export function wearTheme(): void {
  wear(chosenTheme());
  dark().addEventListener('change', () => wear(chosenTheme()));
}
