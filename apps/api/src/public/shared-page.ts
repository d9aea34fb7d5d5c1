import { csvLine, type PublicLanguage } from '@bakeloop/contracts';
import type { FollowedBatch, MetricAnswer, PublicPhoto, SponsorView } from '@bakeloop/contracts';
import type { OpenSharedLink } from '@bakeloop/db';
import { BATCH_COLUMNS } from '../sponsors/batch-columns.js';
import { escaped, htmlTable } from './html.js';
import { publicPage } from './layout.js';
import { kilogramsOf } from './masses.js';
import { PAGE_WORDS } from './page-words.js';
import { photoRow, photoSection } from './photo-row.js';
import { dayOf, lineOf, minuteOf, SHOWN_METRICS, WORDS, writeFigure } from './words.js';

/** What a link shows, at one moment. */
export interface SharedView {
  at: Date;
  demo: boolean;
  /** Of what is not a sponsor's. */
  figures: ReadonlyMap<string, MetricAnswer>;
  /** Of a sponsor's. */
  sponsor: SponsorView | null;
  /** Of one batch: where its products are. */
  places: FollowedBatch['places'] | undefined;
  /** Of one batch or one kitchen; those of a sponsor are with their batches. */
  photos: readonly PublicPhoto[];
}

interface Shown {
  link: OpenSharedLink;
  /** `/s/{token}`. */
  path: string;
  origin: string;
  language: PublicLanguage;
}

export function sharedPage({ link, path, origin, language }: Shown, view: SharedView): string {
  const words = PAGE_WORDS[language];
  const { title, organisation, expiresAt, mayDownload } = link;
  const body = [
    view.demo ? `<p class="demo">${escaped(WORDS[language].demo)}.</p>` : '',
    `<h1>${escaped(title)}</h1>`,
    `<p class="quiet">${escaped(words.link.by(organisation, dayOf(expiresAt.toISOString(), language)))}</p>`,
    view.sponsor ? sponsorNumber(view.sponsor, language) : figureNumbers(view, language),
    `<p class="quiet"><time datetime="${view.at.toISOString()}">${escaped(WORDS[language].asOf(minuteOf(view.at, language)))}</time></p>`,
    view.sponsor ? sponsorBatches(view.sponsor, language, photoPath(path)) : '',
    view.places === undefined ? '' : `<h2>${escaped(words.where)}</h2>${placeList(view.places, language)}`,
    photoSection(view.photos, language, photoPath(path)),
    view.sponsor ? allocations(view.sponsor, language) : '',
    `<h2>${escaped(words.link.how)}</h2><p>${escaped(view.sponsor ? `${words.link.howText} ${words.link.howShares}` : words.link.howText)} <a href="/check?lang=${language}">${escaped(words.checking.title)}</a>.</p>`,
    mayDownload
      ? `<p class="files">${escaped(words.link.download)} <a href="${path}/figures.pdf?lang=${language}">PDF</a> <a href="${path}/figures.csv">CSV</a> <a href="${path}/figures.json">JSON</a></p>`
      : '',
  ].join('\n');
  return publicPage({
    language,
    title,
    description: headline(view, language).text,
    path,
    origin,
    image: `${path}/card.png?lang=${language}`,
    body,
    isHidden: true,
    live: `${path}/live`,
  });
}

/** Through the link itself: with it they are gone. */
const photoPath =
  (path: string) =>
  ({ hash }: PublicPhoto): string =>
    `${path}/photos/${hash}`;

/** All that a link shows. */
export const photosOf = ({ photos, sponsor }: SharedView): readonly PublicPhoto[] =>
  sponsor === null ? photos : sponsor.batches.flatMap((batch) => batch.photos);

/** The one number of a link, for cards and in words. */
export function headline(
  { figures, sponsor }: Pick<SharedView, 'figures' | 'sponsor'>,
  language: PublicLanguage,
): { value: string; unit: string; means: string; bound: string | null; text: string } {
  const words = PAGE_WORDS[language];
  if (!sponsor) {
    const { value, unit, means, bound } = writeFigure({ figures }, 'diverted', language);
    return { value, unit, means, bound, text: lineOf({ value, unit, means }) };
  }
  const { standingGrams, conservativeGrams } = sponsor.figure;
  const quoted = kilogramsOf(conservativeGrams ?? standingGrams, language);
  const bound =
    conservativeGrams === null || conservativeGrams === standingGrams
      ? null
      : words.link.bound(kilogramsOf(standingGrams, language));
  const text = words.link.shares(quoted);
  return { value: quoted.replace(/ kg$/, ''), unit: 'kg', means: text.slice(quoted.length + 1), bound, text };
}

function numberHtml(
  o: { value: string; unit: string; means: string; bound: string | null },
  isMain: boolean,
): string {
  return `<div class="number${isMain ? ' number-main' : ''}"><p class="value">${escaped(o.value)} <span class="unit">${escaped(o.unit)}</span></p>
<p class="means">${escaped(o.means)}</p>${o.bound === null ? '' : `<p class="note">${escaped(o.bound)}</p>`}</div>`;
}

function figureNumbers(view: SharedView, language: PublicLanguage): string {
  const numbers = SHOWN_METRICS.map((metric) =>
    numberHtml(writeFigure(view, metric, language), metric === 'diverted'),
  );
  return `<section class="numbers" aria-label="${escaped(PAGE_WORDS[language].numbers)}">${numbers.join('')}</section>`;
}

export function sponsorNumber(sponsor: SponsorView, language: PublicLanguage): string {
  const { link } = PAGE_WORDS[language];
  const { allocatedGrams, standingGrams } = sponsor.figure;
  if (sponsor.batches.length === 0) return `<p>${escaped(link.none)}</p>`;
  const number = headline({ sponsor, figures: new Map() }, language);
  const short =
    standingGrams < allocatedGrams
      ? `<p class="warn">${escaped(link.short(kilogramsOf(allocatedGrams, language), kilogramsOf(standingGrams, language)))}</p>`
      : '';
  return `<section class="numbers">${numberHtml(number, true)}</section>${short}<p>${escaped(link.sharesText(sponsor.batches.length))}</p>`;
}

export function sponsorBatches(
  { batches }: SponsorView,
  language: PublicLanguage,
  pathOf: (photo: PublicPhoto) => string,
): string {
  if (batches.length === 0) return '';
  const words = PAGE_WORDS[language];
  const rows = batches.map(({ kitchenName, batchId, day, productName, standingGrams, places, photos }) => [
    day === null ? '–' : escaped(dayOf(day, language)),
    escaped(kitchenName),
    escaped(batchId) + photoRow(photos, language, { isCaptioned: false, pathOf }),
    escaped(productName ?? '–'),
    kilogramsOf(standingGrams, language),
    placeList(places, language),
  ]);
  const heads = [words.day, words.kitchen, words.batch, words.product, words.mass, words.where];
  return `<h2>${escaped(words.link.batches)}</h2>${htmlTable(words.link.batches, heads, rows)}`;
}

/** Masses of places are of product, sand and all. */
function placeList(places: FollowedBatch['places'], language: PublicLanguage): string {
  const { link } = PAGE_WORDS[language];
  if (places === null) return `<p class="quiet">${escaped(link.unfollowed)}</p>`;
  if (places.length === 0) return '–';
  const items = places.map(
    ({ kind, label, grams }) =>
      `<li>${escaped(link.place[kind] || label)}: ${kilogramsOf(grams, language)} ${escaped(PAGE_WORDS[language].product.toLowerCase())}</li>`,
  );
  return `<ul class="places">${items.join('')}</ul>`;
}

export function allocations({ allocations }: SponsorView, language: PublicLanguage): string {
  const { link } = PAGE_WORDS[language];
  const items = allocations.flatMap(({ serial, state, figure, steps }) => {
    if (state === 'cancelled') return [];
    const beneficiary = steps.find((step) => step.state === 'retired')?.beneficiary;
    const said = beneficiary == null ? '' : `, ${link.claimedFor(beneficiary)}`;
    const name =
      state === 'retired' ? `<a href="/check?serial=${serial}&amp;lang=${language}">${serial}</a>` : serial;
    return [
      `<li><strong>${name}</strong>: ${kilogramsOf(figure.standingGrams, language)}, ${escaped(link.states[state] + said)}</li>`,
    ];
  });
  return items.length === 0 ? '' : `<h2>${escaped(link.claims)}</h2><ul>${items.join('')}</ul>`;
}

/** What stands there for a link that is over, or was never one. */
export function overPage(language: PublicLanguage, origin: string, path: string): string {
  const { link } = PAGE_WORDS[language];
  return publicPage({
    language,
    title: link.over,
    description: link.overText,
    path,
    origin,
    image: `/cards/portfolio.png?lang=${language}`,
    body: `<h1>${escaped(link.over)}</h1><p>${escaped(link.overText)}</p>`,
    isHidden: true,
  });
}

/** Says nothing of what is behind it. @param problem why the last try was not taken */
export function lockedPage(
  language: PublicLanguage,
  origin: string,
  path: string,
  problem: 'wrong' | 'tooOften' | null,
): string {
  const { link } = PAGE_WORDS[language];
  const told = problem === null ? '' : `<p class="warn" role="alert" id="told">${escaped(link[problem])}</p>`;
  return publicPage({
    language,
    title: link.locked,
    description: link.lockedText,
    path,
    origin,
    image: `/cards/portfolio.png?lang=${language}`,
    body: `<h1>${escaped(link.locked)}</h1><p>${escaped(link.lockedText)}</p>${told}
<form method="post" action="${path}?lang=${language}"><label for="password">${escaped(link.password)}</label><input id="password" name="password" type="password" required maxlength="128" autocomplete="off" ${problem === null ? '' : 'aria-invalid="true" aria-describedby="told" '}autofocus><button type="submit" class="button">${escaped(link.open)}</button></form>`,
    isHidden: true,
  });
}

/** One row a figure, or of a sponsor one row a batch. */
export function sharedCsv(view: SharedView): string {
  const rows = view.sponsor
    ? [
        Object.keys(BATCH_COLUMNS),
        ...view.sponsor.batches.map((batch) => Object.values(BATCH_COLUMNS).map((cell) => cell(batch))),
      ]
    : [
        ['metric', 'unit', 'value', 'conservative', 'low', 'high', 'reason', 'method'],
        ...[...view.figures.values()].map((figure) => [
          figure.metric,
          figure.unit,
          figure.value,
          figure.conservative,
          figure.range?.low ?? null,
          figure.range?.high ?? null,
          figure.reason,
          figure.methodVersion,
        ]),
      ];
  return rows.map(csvLine).join('');
}

/** The same for programs: what is public of it, and nothing of who shares. */
export function sharedJson({ title, scope }: OpenSharedLink, view: SharedView): object {
  return {
    title,
    scope,
    asOf: view.at.toISOString(),
    demo: view.demo,
    figures: [...view.figures.values()],
    sponsor: view.sponsor && {
      ...view.sponsor,
      // Who of the staff did what is not for whoever holds a link.
      allocations: view.sponsor.allocations.map((allocation) => ({
        ...allocation,
        steps: allocation.steps.map(({ state, at, beneficiary }) => ({ state, at, beneficiary })),
      })),
    },
    places: view.places ?? null,
  };
}
