import {
  isPilot,
  publicStateOf,
  type MetricAnswer,
  type PublicKitchen,
  type PublicLanguage,
} from '@bakeloop/contracts';
import { renderSVG } from 'uqr';
import { escaped, htmlTable } from './html.js';
import { publicPage } from './layout.js';
import { changeOf, kilogramsOf } from './masses.js';
import { figurePath } from './method/method-page.js';
import { PAGE_WORDS } from './page-words.js';
import { photoSection } from './photo-row.js';
import type { OfKitchen, PublicMoment } from './public-figures.js';
import type { ShareCard } from './share-card.js';
import {
  countryOf,
  dayOf,
  lineOf,
  minuteOf,
  SHOWN_METRICS,
  WORDS,
  writeFigure,
  type ShownMetric,
} from './words.js';

interface Made {
  language: PublicLanguage;
  origin: string;
}

const cardPath = (language: PublicLanguage, kitchenId?: string): string =>
  kitchenId === undefined
    ? `/cards/portfolio.png?lang=${language}`
    : `/cards/kitchens/${encodeURIComponent(kitchenId)}.png?lang=${language}`;
const storyPath = (kitchenId: string, language: PublicLanguage): string =>
  `/stories/${encodeURIComponent(kitchenId)}?lang=${language}`;

/** What has to be said first: that the numbers are of simulated kitchens, or of a few that begin. */
export function demoLine({ status, kitchens }: PublicMoment, language: PublicLanguage): string {
  if (status.demo) return `<p class="demo">${escaped(WORDS[language].demo)}.</p>`;
  return isPilot(kitchens) ? `<p class="demo">${escaped(PAGE_WORDS[language].pilot)}</p>` : '';
}

const asOf = ({ at }: PublicMoment, language: PublicLanguage): string =>
  `<p class="quiet"><time datetime="${at.toISOString()}">${escaped(WORDS[language].asOf(minuteOf(at, language)))}</time></p>`;

/** @param path where the number is taken apart; null: of one kitchen, which not everybody may see */
function numberOf(
  figures: ReadonlyMap<string, MetricAnswer>,
  metric: ShownMetric,
  language: PublicLanguage,
  path: string | null,
): string {
  const { value, unit, bound, means } = writeFigure({ figures }, metric, language);
  const number = `${escaped(value)} <span class="unit">${escaped(unit)}</span>`;
  const linked = path === null ? number : `<a href="${path}">${number}</a>`;
  return `<div class="number${metric === 'diverted' ? ' number-main' : ''}"><p class="value">${linked}</p><p class="means">${escaped(means)}</p>${bound === null ? '' : `<p class="note">${escaped(bound)}</p>`}</div>`;
}

/** Whether a kitchen bakes, rests, or has not been heard from. */
export function stateOf(kitchen: PublicKitchen, at: Date, language: PublicLanguage): string {
  const words = PAGE_WORDS[language];
  const { lastMessageAt } = kitchen;
  switch (publicStateOf(kitchen, at.getTime())) {
    case 'baking':
      return words.running;
    case 'resting':
      return words.atRest;
    case 'never-heard':
      return words.neverHeard;
    case 'silent':
      return words.silentSince(minuteOf(new Date(lastMessageAt ?? 0), language));
  }
}

const placeOf = (
  { place, country }: Pick<PublicKitchen, 'place' | 'country'>,
  language: PublicLanguage,
): string =>
  [place, country && countryOf(country, language)].filter((part) => part !== null && part !== '').join(', ');

function kitchenList(moment: PublicMoment, language: PublicLanguage): string {
  if (moment.kitchens.length === 0) return `<p>${escaped(PAGE_WORDS[language].noKitchen)}</p>`;
  const rows = [...moment.kitchens]
    .sort((left, right) => right.recycledGrams - left.recycledGrams)
    .map((kitchen) => {
      const { id, name, place, country, recycledGrams } = kitchen;
      const where = placeOf({ place, country }, language);
      return `<li><a href="${storyPath(id, language)}">${escaped(name)}</a> <span class="quiet">${escaped(where)}</span><span class="mass">${kilogramsOf(recycledGrams, language)}</span><span class="quiet state">${escaped(stateOf(kitchen, moment.at, language))}</span></li>`;
    });
  return `<ul class="kitchens">${rows.join('')}</ul>`;
}

/** The home in a language that the app does not speak, whole without it. */
export function homePage(moment: PublicMoment, { language, origin }: Made): string {
  const words = PAGE_WORDS[language];
  const { value, unit, means } = writeFigure(moment, 'diverted', language);
  return publicPage({
    language,
    origin,
    title: words.hero.title.replace(/\.$/, ''),
    description: lineOf({ value, unit, means }),
    path: '/',
    image: cardPath(language),
    live: '/open/live',
    body: `${demoLine(moment, language)}<h1>${escaped(words.hero.title)}</h1><p class="lead">${escaped(words.hero.lead)}</p>
<section class="numbers" aria-label="${escaped(words.numbers)}">${SHOWN_METRICS.map((metric) => numberOf(moment.figures, metric, language, figurePath(metric, language))).join('')}</section>
${asOf(moment, language)}
<p><img class="map" src="/open/map.svg" width="800" height="400" alt="${escaped(words.map)}"></p>
<h2>${escaped(words.whereTitle)}</h2>${kitchenList(moment, language)}
<h2>${escaped(words.link.how)}</h2><p>${escaped(words.link.howText)} <a href="/check?lang=${language}">${escaped(words.checking.title)}</a>.</p>`,
  });
}

export function storiesPage(moment: PublicMoment, { language, origin }: Made): string {
  const words = PAGE_WORDS[language];
  return publicPage({
    language,
    origin,
    title: words.stories,
    description: words.story.lead,
    path: '/stories',
    image: cardPath(language),
    body: `${demoLine(moment, language)}<h1>${escaped(words.stories)}</h1><p class="lead">${escaped(words.story.lead)}</p>${kitchenList(moment, language)}${asOf(moment, language)}`,
  });
}

/**
 * A kitchen's own page: its story where there is one, its number, and whether it is heard from.
 * @param wanted language of the story; where it is not told in that, the page's, English, or any
 */
export function storyPage(
  moment: PublicMoment,
  kitchen: PublicKitchen,
  { figures, photos }: OfKitchen,
  { language, origin, wanted }: Made & { wanted: string | null },
): string {
  const words = PAGE_WORDS[language];
  const names = new Intl.DisplayNames(language, { type: 'language' });
  const told = moment.stories.filter(({ kitchenId }) => kitchenId === kitchen.id);
  const story =
    [wanted, language, 'en'].flatMap((one) => told.find((each) => each.language === one) ?? [])[0] ?? told[0];
  const paragraphs = (story?.body ?? '')
    .split(/\n\s*\n/)
    .filter((text) => text.trim() !== '')
    .map((text) => `<p>${escaped(text)}</p>`)
    .join('');
  const others = told.filter((one) => one !== story);
  const otherLinks = others.map(
    (one) =>
      `<a href="${escaped(`${storyPath(kitchen.id, language)}&story=${one.language}`)}" hreflang="${escaped(one.language)}">${escaped(names.of(one.language) ?? one.language)}</a>`,
  );
  const where = placeOf(kitchen, language);
  const { value, unit, means } = writeFigure({ figures }, 'diverted', language);
  return publicPage({
    language,
    origin,
    title: kitchen.name,
    description: lineOf({ value, unit, means }),
    path: `/stories/${encodeURIComponent(kitchen.id)}`,
    image: cardPath(language, kitchen.id),
    body: `${demoLine(moment, language)}<p class="quiet"><a href="/stories?lang=${language}">${escaped(words.stories)}</a></p><h1>${escaped(kitchen.name)}</h1>
<p class="quiet">${escaped([where, stateOf(kitchen, moment.at, language)].filter(Boolean).join(' · '))}</p>
<section class="numbers" aria-label="${escaped(words.numbers)}">${SHOWN_METRICS.map((metric) => numberOf(figures, metric, language, null)).join('')}</section>${asOf(moment, language)}
${
  story === undefined
    ? `<p>${escaped(words.story.none)}</p>`
    : `<article lang="${escaped(story.language)}" dir="auto"><h2>${escaped(story.title)}</h2>${paragraphs}</article><p class="quiet">${escaped(words.story.wrote(dayOf(story.writtenAt.toISOString(), language)))}</p>`
}${otherLinks.length === 0 ? '' : `<p>${escaped(words.story.inLanguage)} ${otherLinks.join(', ')}</p>`}${photoSection(photos, language)}`,
  });
}

/** What was found of a serial. */
export type Claim =
  | { isFound: false; given: string }
  | {
      isFound: true;
      serial: string;
      sponsor: string;
      beneficiary: string;
      retiredAt: string;
      batches: number;
      figure: { allocatedGrams: number; standingGrams: number };
    };

export function checkPage({ language, origin }: Made, claim: Claim | null): string {
  const { checking } = PAGE_WORDS[language];
  const ways = checking.ways.map(([title, html]) => `<h2>${escaped(title)}</h2><p>${html}</p>`).join('');
  return publicPage({
    language,
    origin,
    title: checking.title,
    description: checking.lead,
    path: '/check',
    image: cardPath(language),
    body: `<h1>${escaped(checking.title)}</h1><p class="lead">${escaped(checking.lead)}</p>
<form action="/check" role="search"><input type="hidden" name="lang" value="${language}"><label for="serial">${escaped(checking.serial)}</label><input id="serial" name="serial" required maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="serial-hint" value="${escaped(claim === null ? '' : claim.isFound ? claim.serial : claim.given)}"><button type="submit" class="button">${escaped(checking.look)}</button><small id="serial-hint">${escaped(checking.serialHint)}</small></form>
${claim === null ? '' : `<div role="status">${found(claim, language)}</div>`}${ways}`,
  });
}

function found(claim: Claim, language: PublicLanguage): string {
  const { checking } = PAGE_WORDS[language];
  if (!claim.isFound) return `<p class="warn">${escaped(checking.notFound)}</p>`;
  const { allocatedGrams, standingGrams } = claim.figure;
  const said = checking.claimed({
    sponsor: claim.sponsor,
    beneficiary: claim.beneficiary,
    mass: kilogramsOf(allocatedGrams, language),
    batches: claim.batches,
    date: dayOf(claim.retiredAt, language),
  });
  const lowered =
    standingGrams < allocatedGrams ? ` ${checking.standing(kilogramsOf(standingGrams, language))}` : '';
  // A serial is read in one piece.
  const title = escaped(checking.found(claim.serial)).replace(
    claim.serial,
    `<span class="whole">${claim.serial}</span>`,
  );
  return `<div class="good"><h2>${title}</h2><p>${escaped(said + lowered)}</p></div>`;
}

export function changesPage(moment: PublicMoment, { language, origin }: Made): string {
  const words = PAGE_WORDS[language];
  const { change } = words;
  const rows = moment.changes.map(({ day, cause, times, recycledGrams, goodGrams }) => [
    escaped(dayOf(day, language)),
    escaped(`${change.causes[cause]}, ${change.times(times)}`),
    changeOf(recycledGrams, language),
    changeOf(goodGrams, language),
  ]);
  const heads = [words.day, change.cause, change.effect, change.goodEffect];
  const table = rows.length === 0 ? `<p>${escaped(change.none)}</p>` : htmlTable(change.title, heads, rows);
  return publicPage({
    language,
    origin,
    title: change.title,
    description: change.lead,
    path: '/changes',
    image: cardPath(language),
    body: `${demoLine(moment, language)}<h1>${escaped(change.title)}</h1><p class="lead">${escaped(change.lead)}</p>${table}<p class="files"><a href="/open/changes.csv">CSV</a> <a href="/open/changes.json">JSON</a></p>${asOf(moment, language)}`,
  });
}

export const qrSvg = (origin: string): string => renderSVG(`${origin}/`, { border: 2 });

export function sharePage(moment: PublicMoment, { language, origin }: Made): string {
  const { sharing } = PAGE_WORDS[language];
  const element = `<script type="module" src="${origin}/embed/bakeloop-number.js"></script>\n<bakeloop-number metric="diverted" theme="auto" lang="${language}"></bakeloop-number>`;
  const frame = `<iframe src="${origin}/embed/diverted?lang=${language}" title="Bakeloop" width="360" height="300"></iframe>`;
  const { value, unit, means } = writeFigure(moment, 'diverted', language);
  return publicPage({
    language,
    origin,
    title: sharing.title,
    description: sharing.lead,
    path: '/share',
    image: cardPath(language),
    body: `${demoLine(moment, language)}<h1>${escaped(sharing.title)}</h1><p class="lead">${escaped(sharing.lead)}</p>
<h2>${escaped(sharing.qr)}</h2><p>${escaped(sharing.qrText)}</p><p><img class="qr" src="/open/qr.svg" width="240" height="240" alt="${escaped(sharing.qrAlt(origin))}"></p>
<h2>${escaped(sharing.card)}</h2><p>${escaped(sharing.cardText)}</p><p><a href="${cardPath(language)}"><img class="card" src="${cardPath(language)}" width="1200" height="630" alt="${escaped(lineOf({ value, unit, means }))}"></a></p>
<h2>${escaped(sharing.frame)}</h2><p>${escaped(sharing.elementText)}</p><pre tabindex="0"><code>${escaped(element)}</code></pre><p>${escaped(sharing.frameText)}</p><pre tabindex="0"><code>${escaped(frame)}</code></pre>`,
  });
}

/** @param of what it is of: null for all kitchens */
export function cardOf(
  moment: PublicMoment,
  figures: ReadonlyMap<string, MetricAnswer>,
  { language, origin, of }: Made & { of: string | null },
): ShareCard {
  const words = WORDS[language];
  return {
    ...writeFigure({ figures }, 'diverted', language),
    title: of,
    asOf: words.asOf(minuteOf(moment.at, language)),
    demo: moment.status.demo ? words.demo : null,
    check: `${origin}/check`,
  };
}

/** What stands there for an address of nothing, and for what cannot be shown. @param path of what was asked for */
export function problemPage(
  { language, origin }: Made,
  { title, text }: { title: string; text: string },
  to: { href: string; name: string },
  path: string,
): string {
  return publicPage({
    language,
    origin,
    title,
    description: text,
    path,
    image: cardPath(language),
    isHidden: true,
    body: `<h1>${escaped(title)}</h1><p>${escaped(text)}</p><p><a href="${escaped(to.href)}">${escaped(to.name)}</a></p>`,
  });
}
