import type { PublicLanguage } from '@bakeloop/contracts';
import { escaped } from './html.js';
import type { PublicMoment } from './public-figures.js';
import { PAGE_WORDS } from './page-words.js';
import { minuteOf, SHOWN_METRICS, WORDS, writeFigure, type ShownMetric } from './words.js';

export const EMBED_THEMES = ['auto', 'light', 'dark'] as const;
export type EmbedTheme = (typeof EMBED_THEMES)[number];

export interface Embed {
  metric: ShownMetric;
  theme: EmbedTheme;
  language: PublicLanguage;
}

/** What a page that others frame may do. */
export const FRAMED =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *";

/** One number with its bound, its date and the way to check it, as a page that other sites frame. */
export const embedPage = (moment: PublicMoment, { metric, ...look }: Embed, origin: string): string =>
  embedFrame(numberOf(moment, metric, look.language, origin), look);

/** The same as a part of a page, for the web component; `origin` makes its links work there. */
export const figurePart = (moment: PublicMoment, { metric, ...look }: Embed, origin: string): string =>
  embedPart(numberOf(moment, metric, look.language, origin), look);

type EmbeddedNumber = Parameters<typeof embedPart>[0];

function numberOf(
  moment: PublicMoment,
  metric: ShownMetric,
  language: PublicLanguage,
  origin: string,
): EmbeddedNumber {
  const check = `${origin}/metrics/${metric}${language === 'en' ? '' : `?lang=${language}`}`;
  return { ...writeFigure(moment, metric, language), at: moment.at, isDemo: moment.status.demo, check };
}

type Look = Pick<Embed, 'theme' | 'language'>;

/** A page that holds one number and nothing else. */
export const embedFrame = (number: EmbeddedNumber, look: Look): string =>
  framed(embedPart(number, look), look);

/** What stands in a frame whose address names no number: whoever put it there reads why. */
export function emptyFrame({ theme, language }: Look, origin: string): string {
  const { noNumber, numbers } = PAGE_WORDS[language].sharing;
  const links = SHOWN_METRICS.map(
    (metric) =>
      `<li><a href="${escaped(origin)}/embed/${metric}?lang=${language}&amp;theme=${theme}"><code>${metric}</code></a></li>`,
  );
  return framed(
    `<div class="bakeloop ${theme}" lang="${language}"><p class="means">${escaped(noNumber)}</p><p class="note">${escaped(numbers)}</p><ul class="note">${links.join('')}</ul></div>`,
    { theme, language },
  );
}

function framed(part: string, look: Look): string {
  return `<!doctype html>
<html lang="${look.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Bakeloop</title>
<link rel="stylesheet" href="/embed/number.css">
<script src="/embed/frame.js" defer></script>
</head>
<body>${part}</body>
</html>
`;
}

/** @param number.check where its reader can check it, whole address */
export function embedPart(
  number: {
    value: string;
    unit: string;
    means: string;
    bound: string | null;
    at: Date;
    isDemo: boolean;
    check: string;
  },
  { theme, language }: Look,
): string {
  const words = WORDS[language];
  const { value, unit, means, bound, at, isDemo, check } = number;
  const lines = [
    `<p class="value">${escaped(value)} <span class="unit">${escaped(unit)}</span></p>`,
    `<p class="means">${escaped(means)}</p>`,
    bound === null ? '' : `<p class="note">${escaped(bound)}</p>`,
    `<p class="note"><time datetime="${at.toISOString()}">${escaped(words.asOf(minuteOf(at, language)))}</time></p>`,
    isDemo ? `<p class="demo">${escaped(words.demo)}</p>` : '',
    `<p class="note"><a href="${escaped(check)}" target="_blank" rel="noopener">${escaped(words.check)}</a></p>`,
  ];
  return `<div class="bakeloop ${theme}" lang="${language}">${lines.join('')}</div>`;
}
