import type { PublicLanguage } from '@bakeloop/contracts';
import { escaped, htmlTable } from './html.js';
import { publicPage } from './layout.js';
import { LICENCE, OPEN_TABLES } from './open-data.js';
import { PAGE_WORDS } from './page-words.js';
import { demoLine } from './pages.js';
import type { PublicMoment } from './public-figures.js';

/** The open data for a person who comes by a browser: what there is, and where. */
export function openPage(
  moment: PublicMoment,
  { language, origin }: { language: PublicLanguage; origin: string },
): string {
  const { open, openData } = PAGE_WORDS[language];
  const count = new Intl.NumberFormat(language);
  const file = (name: string, as: string): string => `<a href="/open/${name}" hreflang="en">${as}</a>`;
  const rows = [
    ...OPEN_TABLES.map(({ name, items }) => [
      escaped(open.tables[name]),
      count.format(items(moment).length),
      `<span class="files">${file(`${name}.csv`, 'CSV')}${file(`${name}.json`, 'JSON')}</span>`,
    ]),
    [
      escaped(open.map),
      count.format(moment.kitchens.length),
      `<span class="files">${file('kitchens.geojson', 'GeoJSON')}${file('map.svg', 'SVG')}</span>`,
    ],
  ];
  return publicPage({
    language,
    origin,
    title: openData,
    description: open.lead,
    path: '/open/',
    image: `/cards/portfolio.png?lang=${language}`,
    body: `${demoLine(moment, language)}<h1>${escaped(openData)}</h1><p class="lead">${escaped(open.lead)}</p>
${htmlTable(openData, [open.file, open.rows, open.as], rows)}
<p>${escaped(open.licence)} <a href="${LICENCE.path}" hreflang="en" rel="license">${LICENCE.title}</a>.</p>
<p>${escaped(open.package)} ${file('datapackage.json', 'Frictionless Data Package')}.</p>`,
  });
}
