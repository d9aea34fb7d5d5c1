import { describe, expect, it } from '@jest/globals';
import { cssVariables, SERIES_COLOURS, theme } from './theme.js';
import type { MantineTheme } from '@mantine/core';

type Rgb = [number, number, number];

/** What eyes without one kind of cone make of linear sRGB (Machado, Oliveira and Fernandes, 2009, severity 1). */
const EYES: Record<string, [Rgb, Rgb, Rgb]> = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const linear = (hex: string): Rgb =>
  [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4)) as Rgb;
const times = (matrix: readonly Rgb[], [red, green, blue]: Rgb): Rgb =>
  matrix.map((row) => row[0] * red + row[1] * green + row[2] * blue) as Rgb;
const clipped = (rgb: Rgb): Rgb => rgb.map((share) => Math.min(1, Math.max(0, share))) as Rgb;

/** CIE 1976 L*a*b*, D65. */
function lab(rgb: Rgb): Rgb {
  const white = [0.9505, 1, 1.089];
  const [x = 0, y = 0, z = 0] = times(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    rgb,
  )
    .map((value, index) => value / (white[index] ?? 1))
    .map((share) => (share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Two patches side by side are told apart from about two; lines far from their legend need more. */
const LEAST_DISTANCE = 8;
/** WCAG 2.2, 1.4.11: what has to be seen to be understood, against its ground. */
const LEAST_CONTRAST = 3;
const luminance = (hex: string): number =>
  0.2126 * linear(hex)[0] + 0.7152 * linear(hex)[1] + 0.0722 * linear(hex)[2];

const contrast = (one: string, other: string): number => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (high + 0.05) / (low + 0.05);
};
/** WCAG 2.2, 1.4.3: text against its ground. */
const LEAST_TEXT_CONTRAST = 4.5;
const TEXT = [
  ...['text', 'dimmed', 'anchor'].map((name) => `--mantine-color-${name}`),
  ...['good', 'warn', 'bad', 'quiet', 'accent'].map((name) => `--bl-${name}`),
];

describe('the colours of series', () => {
  const resolved = cssVariables(theme as unknown as MantineTheme);
  describe.each(['light', 'dark'] as const)('in the %s scheme', (scheme) => {
    const variables = resolved[scheme] as Record<string, string>;
    const colours = Array.from(
      { length: SERIES_COLOURS },
      (_, index) => variables[`--bl-series-${String(index + 1)}`] ?? '',
    );

    it.each(Object.entries(EYES))('are told apart by eyes with %s cones', (_, matrix) => {
      const seen = colours.map((colour) => lab(clipped(times(matrix, linear(colour)))));
      for (const [index, one] of seen.entries())
        for (const other of seen.slice(0, index)) {
          const distance = Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
          expect(distance).toBeGreaterThan(LEAST_DISTANCE);
        }
    });

    it.each(TEXT)('%s is read on every ground that text stands on', (name) => {
      for (const ground of ['--mantine-color-body', '--bl-surface'])
        expect(contrast(variables[name] ?? '', variables[ground] ?? '')).toBeGreaterThanOrEqual(
          LEAST_TEXT_CONTRAST,
        );
    });

    it('stand out from the ground they are drawn on', () => {
      for (const colour of colours) {
        expect(contrast(colour, variables['--bl-surface'] ?? '')).toBeGreaterThan(LEAST_CONTRAST);
      }
    });
  });
});
