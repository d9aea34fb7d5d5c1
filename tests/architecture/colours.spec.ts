import { readFileSync } from 'node:fs';
import { cssVariables, theme } from '@bakeloop/ui/theme';
import { expect, it } from '@jest/globals';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('pictures and styles that come without the app take their colours from the one place that has them', () => {
  const { light, dark } = cssVariables(theme as Parameters<typeof cssVariables>[0]);
  const known = new Set(
    [
      ...Object.values(light),
      ...Object.values(dark),
      ...Object.values(theme.colors ?? {}).flatMap((shades) => shades ?? []),
      theme.white,
      theme.black,
      // Behind a QR code: a camera wants it white.
      '#fff',
    ].map((colour) => String(colour).toLowerCase()),
  );
  const others = [
    'apps/api/src/public/map.ts',
    'apps/api/src/public/share-card.ts',
    'apps/web/public/embed/page.css',
    'apps/web/public/embed/number.css',
  ].flatMap((path) =>
    [...read(path).matchAll(/#(?:[0-9a-f]{6}|[0-9a-f]{3})\b/gi)]
      .map(([colour]) => colour.toLowerCase())
      .filter((colour) => !known.has(colour))
      .map((colour) => `${path}: ${colour}`),
  );
  expect(others).toEqual([]);
});
