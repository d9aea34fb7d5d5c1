import { PUBLIC_LANGUAGES } from '@bakeloop/contracts';
import { escaped, jsonInHtml } from './html.js';
import type { PublicMoment } from './public-figures.js';
import { ogTags } from './layout.js';
import { demoLine, stateOf } from './pages.js';
import { countryOf, lineOf, minuteOf, SHOWN_METRICS, WORDS, writeFigure, type ShownMetric } from './words.js';

/** Where the built page begins to draw; what stands in it until then is replaced. */
const ROOT = '<div id="root"></div>';
const words = WORDS.en;

/**
 * The public home with its numbers in it: what is read before the script has come, and without any. The same numbers stand
 * in a block of data, from which the script goes on.
 * @param index the built `index.html`
 */
export function homeWith(index: string, moment: PublicMoment, origin: string): string {
  if (!index.includes(ROOT)) throw new Error(`the built index.html has no ${ROOT}`);
  return index
    .replace('</head>', () => `${heads(moment, origin)}</head>`)
    .replace(ROOT, () => `<div id="root">${fragment(moment)}</div>${dataBlock(moment)}`);
}

/** What others show with a link to the home, and where it is in other languages. */
function heads(moment: PublicMoment, origin: string): string {
  const { value, unit, means } = writeFigure(moment, 'diverted', 'en');
  const alternates = PUBLIC_LANGUAGES.map(
    (language) => `<link rel="alternate" hreflang="${language}" href="${escaped(origin)}/?lang=${language}">`,
  );
  return `${ogTags({
    language: 'en',
    title: 'Plastic waste, baked into walls',
    description: lineOf({ value, unit, means }),
    url: `${origin}/`,
    image: `${origin}/cards/portfolio.png?lang=en`,
  })}\n${alternates.join('\n')}\n`;
}

/** Read by `apps/web/src/data/shown.ts`. */
function dataBlock({ kitchens, allTime, status, figures }: PublicMoment): string {
  const shown = SHOWN_METRICS.flatMap((metric) => figures.get(metric) ?? []);
  return `<script type="application/json" id="shown">${jsonInHtml({ kitchens, allTime, status, figures: shown })}</script>`;
}

function fragment(moment: PublicMoment): string {
  return `<main id="page"><div class="page home">
${demoLine(moment, 'en')}
<header class="hero"><h1>Plastic waste, baked into walls.</h1>
<p class="lead">Mobile kitchens turn plastic that nobody collected into beams, bricks and roof tiles. We weigh it at the gate, at the oven and at the wall, and show what the scales say.</p></header>
<section aria-label="The numbers so far" class="numbers">${SHOWN_METRICS.map((metric) => number(moment, metric)).join('')}</section>
<p class="as-of">${escaped(words.asOf(minuteOf(moment.at, 'en')))}</p>
<noscript><p><img class="still-map" src="/open/map.svg" width="800" height="400" alt="Map of the kitchens, which are listed below"></p></noscript>
${where(moment)}
<p><a href="/stories?lang=en">Stories of the kitchens</a>, <a href="/method?lang=en">how each number is made</a>, <a href="/check?lang=en">how to check</a>, <a href="/changes?lang=en">what changed</a>, <a href="/share?lang=en">share</a>, <a href="/?lang=nl" lang="nl" hreflang="nl">Nederlands</a>. The same numbers as <a href="/open/">open data</a>, and <a href="/api/docs">for programs</a>.</p>
</div></main>`;
}

function number(moment: PublicMoment, metric: ShownMetric): string {
  const { value, unit, bound, means } = writeFigure(moment, metric, 'en');
  return `<div class="number${metric === 'diverted' ? ' number-main' : ''}">
<p class="number-value"><a href="/metrics/${metric}">${escaped(value)} <span class="number-unit">${escaped(unit)}</span></a></p>
<p class="number-name">${escaped(means)}</p>${bound === null ? '' : `<p class="number-note">${escaped(bound)}</p>`}</div>`;
}

function where({ kitchens, at }: PublicMoment): string {
  if (kitchens.length === 0) return '<p>No kitchen has reported yet.</p>';
  const { format } = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
  const rows = [...kitchens]
    .sort((left, right) => right.recycledGrams - left.recycledGrams)
    .map((kitchen) => {
      const { name, place, country, recycledGrams } = kitchen;
      const land = country === null ? '' : ` <span class="quiet">${escaped(countryOf(country, 'en'))}</span>`;
      return `<li><span class="where-name">${escaped(place ?? name)}${land}</span><span class="where-mass">${format(recycledGrams / 1_000)} kg</span><span class="where-state">${escaped(stateOf(kitchen, at, 'en'))}</span></li>`;
    });
  return `<section class="where"><h2>Where it happens</h2><ul class="where-list">${rows.join('')}</ul></section>`;
}
