import type { MetricAnswer, PublicLanguage } from '@bakeloop/contracts';
import type { Metric } from '@bakeloop/domain';
import { escaped, htmlTable } from '../html.js';
import { inApp } from '../language.js';
import { publicPage } from '../layout.js';
import { dayOf, minuteOf, WORDS } from '../words.js';
import { figurePath, list, type Made } from './method-page.js';
import { METHOD_WORDS } from './method-words.js';
import { exactly, partWritten, unitWords, written } from './numbers.js';
import { metricTexts, partWords, reasonTexts } from './texts.js';

interface Shown extends Made {
  figure: MetricAnswer;
  at: Date;
  isDemo: boolean;
  /** That a figure can be asked for, beside all kitchens: code and name. */
  products: readonly { id: string; name: string }[];
}

/** One figure with its bounds, what it is made of and how it misleads, whole without any script. */
export function metricPage(
  metric: Metric,
  { figure, at, isDemo, products, language, origin }: Shown,
): string {
  const words = METHOD_WORDS[language];
  const texts = metricTexts(metric, language);
  const { value } = figure;
  const write = (each: number) => written(each, { metric: metric.id, unit: metric.unit }, language);
  const reason = reasonTexts(figure.reason ?? '', language);
  const main =
    value === null
      ? `<p class="value">${escaped(words.notKnown)}</p><p class="means">${escaped(reason.said)}${reason.inEnglish === null ? '' : ` <span lang="en">${escaped(reason.inEnglish)}</span>`}</p>`
      : `<p class="value">${escaped(write(value)).replace(/ (.+)$/, ' <span class="unit">$1</span>')}</p>`;
  const days = words.between(
    figure.from && dayOf(figure.from, language),
    figure.to && dayOf(figure.to, language),
  );
  const period = [
    figure.scope === 'portfolio'
      ? words.all
      : words.of(nameOf(figure.scope.replace(/^product:/, ''), products)),
    figure.from === null && figure.to === null ? words.allTime : days,
    ...(figure.knownOn === null ? [] : [words.asKnown(dayOf(figure.knownOn, language))]),
  ].join(', ');
  const query = queryOf(figure);
  return publicPage({
    language,
    origin,
    title: texts.name,
    description: `${value === null ? words.notKnown : write(value)}. ${texts.definition}`,
    path: `/metrics/${metric.id}${query === '' ? '' : `?${query}`}`,
    image: `/cards/portfolio.png?lang=${language}`,
    body: `${isDemo ? `<p class="demo">${escaped(WORDS[language].demo)}.</p>` : ''}<h1>${escaped(texts.name)}</h1><p class="lead">${escaped(texts.definition)}</p>
<section class="numbers" aria-label="${escaped(texts.name)}"><div class="number number-main">${main}<p class="note">${escaped(period)}</p></div></section>
<p class="quiet"><time datetime="${at.toISOString()}">${escaped(WORDS[language].asOf(minuteOf(at, language)))}</time></p>
<dl class="facts">${facts(figure, write, language)}</dl>
${parts(figure, language)}${made(metric, figure, language)}
${texts.pitfalls.length === 0 ? '' : `<h2>${escaped(words.pitfalls)}</h2>${list(texts.pitfalls)}`}
<h2>${escaped(words.sources)}</h2>${texts.sources.length === 0 ? `<p>${escaped(words.noSource)}</p>` : list(texts.sources)}
<h2>${escaped(words.asked)}</h2>${askForm(metric.id, figure, products, language)}
<h2>${escaped(words.evidence)}</h2><p>${escaped(words.evidenceText)}</p>
<p><a href="/changes?lang=${language}">${escaped(words.restated)}</a>: ${escaped(words.restatedText)}</p>
<p><a href="/method?lang=${language}#${metric.id}">${escaped(words.example)}</a> · <a href="/api/v1/metrics/${metric.id}${query === '' ? '' : `?${escaped(query)}`}">${escaped(words.data)}</a> · <a href="${escaped(inApp(`/metrics/${metric.id}${query === '' ? '' : `?${query}`}`))}">${escaped(words.inApp)}</a></p>`,
  });
}

const nameOf = (code: string, products: Shown['products']): string =>
  products.find(({ id }) => id === code)?.name ?? code;

function queryOf({ scope, from, to, knownOn }: MetricAnswer): string {
  const query = new URLSearchParams(scope === 'portfolio' ? {} : { scope });
  for (const [name, value] of Object.entries({ from, to, knownOn }))
    if (value !== null) query.set(name, value);
  return query.toString();
}

function facts(figure: MetricAnswer, write: (value: number) => string, language: PublicLanguage): string {
  const words = METHOD_WORDS[language];
  const { value, range, conservative, quality, methodVersion, factorSets, coverage } = figure;
  const number = new Intl.NumberFormat(language);
  const share = ({ received, expected }: { received: number; expected: number }) =>
    words.partOf(number.format(received), number.format(expected));
  const { batchesFinished, batchesFlagged, batchesWithEnergy } = coverage;
  const behind = [
    words.batches(
      number.format(batchesFinished),
      batchesFlagged === 0 ? null : number.format(batchesFlagged),
    ),
    ...(batchesFinished === 0
      ? []
      : [words.withEnergy(share({ received: batchesWithEnergy, expected: batchesFinished }))]),
    ...(coverage.events.expected === 0 ? [] : [words.events(share(coverage.events))]),
    ...(coverage.intakesWithMoisture.expected === 0
      ? []
      : [words.moisture(share(coverage.intakesWithMoisture))]),
  ];
  const sets = factorSets.map(
    (set) =>
      `<a href="/reference/factor-set/${encodeURIComponent(set.replace(/@\d+$/, ''))}?lang=${language}">${escaped(set)}</a>`,
  );
  const rows: [name: string, html: string][] = [
    ...(value === null
      ? []
      : [
          [
            words.range,
            range === null
              ? escaped(words.noRange)
              : escaped(words.rangeOf(write(range.low), write(range.high))),
          ] satisfies [string, string],
        ]),
    ...(conservative === null
      ? []
      : [
          [
            words.conservative,
            `<strong>${escaped(write(conservative))}</strong> <span class="quiet">${escaped(words.lowerBound)}</span>`,
          ] satisfies [string, string],
        ]),
    [
      words.quality,
      quality === null
        ? '–'
        : `${escaped(words.qualities[quality].word)} <span class="quiet">${escaped(words.qualities[quality].means)}</span>`,
    ],
    [words.method, `<a href="/method?lang=${language}#${figure.metric}">${escaped(methodVersion)}</a>`],
    [words.factorSets, sets.length === 0 ? escaped(words.none) : sets.join(', ')],
    [words.coverage, list(behind)],
  ];
  return rows.map(([name, html]) => `<div><dt>${escaped(name)}</dt><dd>${html}</dd></div>`).join('');
}

function parts({ metric, parts: taken }: MetricAnswer, language: PublicLanguage): string {
  const words = METHOD_WORDS[language];
  if (taken.length === 0) return '';
  const rows = [...taken]
    .sort((left, right) => Math.abs(right.value) - Math.abs(left.value))
    .map((part) => [escaped(partWords(part.name, language)), escaped(partWritten(part, metric, language))]);
  return `<h2>${escaped(words.parts)}</h2>${htmlTable(words.parts, [words.part, words.value], rows)}`;
}

function made(metric: Metric, { inputs }: MetricAnswer, language: PublicLanguage): string {
  const words = METHOD_WORDS[language];
  const meaning = new Map(metricTexts(metric, language).inputs.map(({ name, means }) => [name, means]));
  const rows = inputs.map(({ name, value, unit }) => [
    `<code>${escaped(name)}</code>`,
    escaped(meaning.get(name) ?? ''),
    escaped(`${exactly(value, language)} ${unitWords(unit, language) ?? unit}`.trim()),
  ]);
  const table =
    rows.length === 0
      ? `<p class="quiet">${escaped(words.noInput)}</p>`
      : htmlTable(words.made, [words.input, words.means, words.here], rows);
  return `<h2>${escaped(words.made)}</h2><p class="formula"><code>${escaped(metric.formula)}</code></p>${table}`;
}

/** A figure of other days or of one product, by a plain form. */
function askForm(
  metricId: string,
  { scope, from, to, knownOn }: MetricAnswer,
  products: Shown['products'],
  language: PublicLanguage,
): string {
  const words = METHOD_WORDS[language];
  const option = (value: string, name: string) =>
    `<option value="${escaped(value)}"${value === scope ? ' selected' : ''}>${escaped(name)}</option>`;
  const day = (name: string, label: string, value: string | null) =>
    `<p><label for="ask-${name}">${escaped(label)}</label><input id="ask-${name}" name="${name}" type="date" value="${escaped(value ?? '')}"></p>`;
  return `<form class="ask" action="/metrics/${metricId}"><input type="hidden" name="lang" value="${language}">
<p><label for="ask-scope">${escaped(words.whose)}</label><select id="ask-scope" name="scope">${option('portfolio', words.all)}${products.map(({ id, name }) => option(`product:${id}`, name)).join('')}</select></p>
${day('from', words.from, from)}${day('to', words.until, to)}${day('knownOn', words.knownOn, knownOn?.slice(0, 10) ?? null)}<button type="submit" class="button">${escaped(words.show)}</button></form>
<p class="quiet"><a href="${figurePath(metricId, language)}">${escaped(`${words.all}, ${words.allTime}`)}</a></p>`;
}
