import { PUBLIC_LANGUAGES, type PublicLanguage } from '@bakeloop/contracts';
import {
  exactShare,
  factorWords,
  isReferenceKind,
  REFERENCE_KINDS,
  REFERENCE_WORDS,
  referenceChanges,
  referenceName,
  referenceRows,
  referenceSummary,
  regionWords,
  type ReferenceKind,
  type ReferenceRecord,
  type ReferenceWriter,
} from '@bakeloop/domain';
import { escaped, htmlTable } from '../html.js';
import { publicPage } from '../layout.js';
import { countryOf, dayOf, minuteOf } from '../words.js';
import type { Made } from './method-page.js';
import { unitWords } from './numbers.js';

interface ReferencePageWords {
  title: string;
  lead: string;
  kinds: string;
  none: string;
  version: (number: number) => string;
  always: string;
  validFrom: (day: string) => string;
  what: string;
  where: string;
  factor: string;
  year: string;
  uncertainty: string;
  versions: string;
  published: (at: string, by: string) => string;
  changed: string;
  before: string;
  after: string;
  data: string;
}

const WORDS: Record<PublicLanguage, ReferencePageWords> = {
  en: {
    title: 'Reference data',
    lead: 'What the figures rest on beside the kitchens’ own log. Every version stays, with who published it and why.',
    kinds: 'Kinds of reference data',
    none: 'There is none yet. Figures that need one say so until there is.',
    version: (number) => `Version ${number}`,
    always: 'valid since always',
    validFrom: (day) => `valid from ${day}`,
    what: 'What',
    where: 'Where',
    factor: 'Factor',
    year: 'Year',
    uncertainty: '± 95 %',
    versions: 'Every version',
    published: (at, by) => `published on ${at} UTC by ${by}`,
    changed: 'What is different from the one before',
    before: 'Before',
    after: 'Since then',
    data: 'The same for programs',
  },
  nl: {
    title: 'Referentiegegevens',
    lead: 'Waar de getallen op rusten naast wat de keukens zelf vastleggen. Elke versie blijft staan, met wie haar publiceerde en waarom. Wat iemand erbij schreef, staat er zoals het is geschreven.',
    kinds: 'Soorten referentiegegevens',
    none: 'Er is nog niets. Getallen die het nodig hebben, zeggen dat tot het er is.',
    version: (number) => `Versie ${number}`,
    always: 'geldig sinds altijd',
    validFrom: (day) => `geldig vanaf ${day}`,
    what: 'Wat',
    where: 'Waar',
    factor: 'Factor',
    year: 'Jaar',
    uncertainty: '± 95 %',
    versions: 'Elke versie',
    published: (at, by) => `op ${at} UTC gepubliceerd door ${by}`,
    changed: 'Wat anders is dan in de vorige',
    before: 'Eerst',
    after: 'Sindsdien',
    data: 'Hetzelfde voor programma’s',
  },
};

/** The kinds in the order in which they are shown. */
const KINDS: readonly ReferenceKind[] = ['factor-set', 'baseline', 'product', 'recipe', 'polymer'];

const WRITERS = Object.fromEntries(
  PUBLIC_LANGUAGES.map((language) => {
    const digits = new Intl.NumberFormat(language, { maximumFractionDigits: 10 });
    const grams = new Intl.NumberFormat(language, { maximumFractionDigits: 3 });
    const writer: ReferenceWriter = {
      exact: (value) => digits.format(value),
      kilograms: (mass) => `${grams.format(mass / 1_000)} kg`,
      country: (code) => countryOf(code, language),
      unit: (unit) => unitWords(unit, language) ?? unit,
    };
    return [language, writer];
  }),
) as Record<PublicLanguage, ReferenceWriter>;

const pathTo = (language: PublicLanguage, ...steps: string[]): string =>
  `/reference/${steps.map(encodeURIComponent).join('/')}?lang=${language}`;

/** @returns what the address asks for, the first kind where it names none; null: there is no such page */
export function readReferencePath(path: string): { kind: ReferenceKind; id: string | null } | null {
  const [, ...steps] = path.slice(1).split('/');
  const [named = KINDS[0], id = null, ...more] = steps;
  const kind = REFERENCE_KINDS.find((one) => one === named);
  if (kind === undefined || more.length > 0) return null;
  try {
    return { kind, id: id === null ? null : decodeURIComponent(id) };
  } catch {
    return null;
  }
}

const since = ({ version, validFrom }: ReferenceRecord, language: PublicLanguage): string => {
  const words = WORDS[language];
  const from = validFrom === null ? words.always : words.validFrom(dayOf(validFrom, language));
  return `${words.version(version)}, ${from}`;
};

function tabs(kind: ReferenceKind, language: PublicLanguage): string {
  const links = KINDS.map(
    (one) =>
      `<a href="${pathTo(language, one)}"${one === kind ? ' aria-current="page"' : ''}>${escaped(REFERENCE_WORDS[language].kinds[one].many)}</a>`,
  );
  return `<nav class="tabs" aria-label="${escaped(WORDS[language].kinds)}">${links.join('')}</nav>`;
}

/** The newest version of each record of a kind. */
export function referenceListPage(
  kind: ReferenceKind,
  records: readonly ReferenceRecord[],
  { language, origin }: Made,
): string {
  const words = WORDS[language];
  const own = REFERENCE_WORDS[language];
  const write = WRITERS[language];
  const items = newest(records)
    .filter((record) => record.kind === kind)
    .map(
      (record) =>
        `<li><a href="${pathTo(language, kind, record.id)}">${escaped(referenceName(record, write))}</a><span>${escaped(referenceSummary(record, own, write))}</span><span class="quiet">${escaped(since(record, language))} · ${escaped(record.body.source === null ? own.noSource : `${own.source}: ${record.body.source}`)}</span></li>`,
    );
  return publicPage({
    language,
    origin,
    title: own.kinds[kind].many,
    description: own.kinds[kind].means,
    path: `/reference/${kind}`,
    image: `/cards/portfolio.png?lang=${language}`,
    body: `<h1>${escaped(words.title)}</h1><p class="lead">${escaped(words.lead)}</p>${tabs(kind, language)}
<h2>${escaped(own.kinds[kind].many)}</h2><p>${escaped(own.kinds[kind].means)}</p>
${items.length === 0 ? `<p>${escaped(words.none)}</p>` : `<ul class="records">${items.join('')}</ul>`}
<p><a href="/api/v1/reference/${kind}">${escaped(words.data)}</a></p>`,
  });
}

/** One record as it holds now, with every version of it. @param earlier its versions before, newest first */
export function referencePage(
  record: ReferenceRecord,
  earlier: readonly ReferenceRecord[],
  { language, origin }: Made,
): string {
  const { kind, id } = record;
  const words = WORDS[language];
  const own = REFERENCE_WORDS[language];
  const write = WRITERS[language];
  const versions = [record, ...earlier];
  const name = referenceName(record, write);
  const facts = referenceRows(record, own, write).filter(({ key }) => !key.startsWith('factor '));
  const history = versions.map((one, index) => {
    const before = versions[index + 1];
    const changes =
      before === undefined
        ? []
        : referenceChanges(referenceRows(before, own, write), referenceRows(one, own, write));
    const table = htmlTable(
      words.changed,
      [words.what, words.before, words.after],
      changes.map((change) => [
        escaped(change.label),
        escaped(change.before ?? '–'),
        escaped(change.after ?? '–'),
      ]),
    );
    return `<li><strong>${escaped(since(one, language))}</strong><br><span class="quiet">${escaped(words.published(minuteOf(new Date(one.publishedAt), language), one.publishedBy))}</span><p>${escaped(one.note)}</p>${changes.length === 0 ? '' : `<details><summary>${escaped(words.changed)}</summary>${table}</details>`}</li>`;
  });
  return publicPage({
    language,
    origin,
    title: name,
    description: referenceSummary(record, own, write),
    path: `/reference/${kind}/${encodeURIComponent(id)}`,
    image: `/cards/portfolio.png?lang=${language}`,
    body: `<p class="quiet"><a href="${pathTo(language, kind)}">${escaped(own.kinds[kind].many)}</a></p><h1>${escaped(name)}</h1>
<p class="lead">${escaped(since(record, language))}</p>
<dl class="facts">${facts.map(({ label, value }) => `<div><dt>${escaped(label)}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl>
${isReferenceKind(record, 'factor-set') ? factorTable(record, language) : ''}
<h2>${escaped(words.versions)}</h2><ol class="versions" reversed>${history.join('')}</ol>
<p><a href="/api/v1/reference/${kind}/${encodeURIComponent(id)}">${escaped(words.data)}</a></p>`,
  });
}

/** Records come with their versions newest first. */
function newest(records: readonly ReferenceRecord[]): ReferenceRecord[] {
  return [
    ...new Map([...records].reverse().map((record) => [`${record.kind} ${record.id}`, record])).values(),
  ].sort((left, right) => left.id.localeCompare(right.id));
}

function factorTable({ body }: ReferenceRecord<'factor-set'>, language: PublicLanguage): string {
  const words = WORDS[language];
  const own = REFERENCE_WORDS[language];
  const write = WRITERS[language];
  const rows = body.factors.map((factor) => [
    `<code>${escaped(factor.key)}</code>`,
    escaped(regionWords(factor.region, own, write)),
    escaped(factorWords(factor, own, write)),
    factor.year === null ? escaped(own.notKnown) : String(factor.year),
    escaped(factor.uncertainty === null ? own.notKnown : exactShare(factor.uncertainty, write)),
    escaped(factor.source ?? own.noSource),
  ]);
  return `<h2>${escaped(own.factors(rows.length))}</h2>${htmlTable(
    own.kinds['factor-set'].one,
    [words.what, words.where, words.factor, words.year, words.uncertainty, own.source],
    rows,
  )}`;
}
