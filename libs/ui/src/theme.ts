import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The look of Bakeloop: paper and baked earth, pine green for what acts, one colour per meaning. */

const pine: MantineColorsTuple = [
  '#eaf5f0',
  '#d3e8df',
  '#a9d2c1',
  '#7bbba1',
  '#57a788',
  '#3c9276',
  '#267a60',
  '#17624c',
  '#114d3c',
  '#0b382c',
];
const clay: MantineColorsTuple = [
  '#fbeee8',
  '#f4d9cc',
  '#e8b39b',
  '#dc8c68',
  '#d06d41',
  '#bd5629',
  '#a4471f',
  '#863818',
  '#692c13',
  '#4d200e',
];
/** Warm greys; 6 and darker are legible on paper (4.5 : 1). */
const gray: MantineColorsTuple = [
  '#f8f5ef',
  '#f0ebe2',
  '#e4ddd1',
  '#d3cabb',
  '#b9af9f',
  '#8c8375',
  '#645d52',
  '#4c463d',
  '#35312b',
  '#211e1a',
];
const dark: MantineColorsTuple = [
  '#ece7df',
  '#d3cdc3',
  '#b3aca0',
  '#8a8378',
  '#57514a',
  '#403b35',
  '#2b2823',
  '#191714',
  '#13110f',
  '#0d0c0a',
];

/** Colours of series, told apart also with the common colour blindnesses (after Okabe and Ito), in this order. */
export const SERIES_COLOURS = 6;
/** CSS colour of the n-th series; the order repeats, so more than six series need another mark as well. */
export const seriesColour = (index: number): string =>
  `var(--bl-series-${String((index % SERIES_COLOURS) + 1)})`;

const SANS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif';
const SERIF =
  '"Iowan Old Style", "Palatino Linotype", Palatino, "Source Serif 4", "Noto Serif", Georgia, serif';

export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  colors: { pine, clay, gray, dark },
  black: '#211e1a',
  white: '#fffdf9',
  fontFamily: SANS,
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", "DejaVu Sans Mono", monospace',
  headings: {
    fontFamily: SERIF,
    fontWeight: '600',
    textWrap: 'balance',
    sizes: {
      h1: { fontSize: 'clamp(1.75rem, 1.4rem + 1.6vw, 2.5rem)', lineHeight: '1.15' },
      h2: { fontSize: '1.375rem', lineHeight: '1.25' },
      h3: { fontSize: '1.125rem', lineHeight: '1.3' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '6px', md: '10px', lg: '16px', xl: '28px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
});

/** Our own variables beside Mantine's: one per meaning, in both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--bl-serif': SERIF, '--bl-banner': pine[7], '--bl-on-banner': '#fffdf9' },
  light: {
    '--mantine-color-body': '#f7f3ec',
    '--mantine-color-text': '#26221d',
    '--mantine-color-dimmed': '#5f584d',
    '--mantine-color-placeholder': '#6f675b',
    '--mantine-color-default-border': '#dcd3c4',
    '--mantine-color-anchor': '#17624c',
    '--bl-surface': '#fffdf9',
    '--bl-sunken': '#efe9de',
    '--bl-line': '#e3dbcd',
    '--bl-strong-line': '#b9af9f',
    '--bl-good': '#17624c',
    '--bl-good-soft': '#e0efe8',
    '--bl-warn': '#7d5200',
    '--bl-warn-soft': '#fbeccb',
    '--bl-bad': '#a3271b',
    '--bl-bad-soft': '#fbe3dd',
    '--bl-quiet': '#5f584d',
    '--bl-quiet-soft': '#eae4d9',
    '--bl-land': '#e2d9c8',
    '--bl-land-line': '#f7f3ec',
    '--bl-accent': '#b14d22',
    '--bl-series-1': '#17624c',
    '--bl-series-2': '#b3440f',
    '--bl-series-3': '#0a6aa8',
    '--bl-series-4': '#b07a00',
    '--bl-series-5': '#a4508b',
    '--bl-series-6': '#7d756a',
  },
  dark: {
    '--mantine-color-body': '#191714',
    '--mantine-color-text': '#ece7df',
    '--mantine-color-dimmed': '#b3aca0',
    '--mantine-color-placeholder': '#8f887c',
    '--mantine-color-default-border': '#403b35',
    '--mantine-color-anchor': '#7bbba1',
    '--bl-surface': '#23201c',
    '--bl-sunken': '#13110f',
    '--bl-line': '#38332d',
    '--bl-strong-line': '#6b645a',
    '--bl-good': '#7fc8aa',
    '--bl-good-soft': '#1d3a30',
    '--bl-warn': '#f0bd55',
    '--bl-warn-soft': '#40300f',
    '--bl-bad': '#ff9a86',
    '--bl-bad-soft': '#4a211a',
    '--bl-quiet': '#b3aca0',
    '--bl-quiet-soft': '#302c27',
    '--bl-land': '#37322b',
    '--bl-land-line': '#191714',
    '--bl-accent': '#e8895a',
    '--bl-series-1': '#5fbf9c',
    '--bl-series-2': '#f08a4b',
    '--bl-series-3': '#6db4e8',
    '--bl-series-4': '#e5b53c',
    '--bl-series-5': '#d591c0',
    '--bl-series-6': '#c9c3b8',
  },
});
