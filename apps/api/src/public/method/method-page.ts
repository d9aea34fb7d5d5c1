import type { PublicLanguage } from '@bakeloop/contracts';
import { inputsOf, METHOD_VERSION, METRIC_GROUPS, METRICS, type Metric } from '@bakeloop/domain';
import { escaped } from '../html.js';
import { inApp } from '../language.js';
import { publicPage } from '../layout.js';
import { METHOD_WORDS } from './method-words.js';
import { exactly, unitWords, written } from './numbers.js';
import { metricTexts } from './texts.js';

export interface Made {
  language: PublicLanguage;
  origin: string;
}

export const figurePath = (metric: string, language: PublicLanguage): string =>
  `/metrics/${metric}?lang=${language}`;

export const list = (items: readonly string[]): string =>
  `<ul class="plain">${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;

/** How every figure is made, whole without any script. */
export function methodPage({ language, origin }: Made): string {
  const words = METHOD_WORDS[language];
  const groups = METRIC_GROUPS.map((group) => ({
    name: words.groups[group],
    metrics: METRICS.filter((metric) => metric.group === group),
  }));
  const index = groups
    .map(
      ({ name, metrics }) =>
        `<div><h2>${escaped(name)}</h2><ul>${metrics
          .map((metric) => {
            const { name: called } = metricTexts(metric, language);
            return `<li><a href="#${metric.id}">${escaped(called)}</a></li>`;
          })
          .join('')}</ul></div>`,
    )
    .join('');
  const entries = groups
    .map(
      ({ name, metrics }) =>
        `<h2 class="group">${escaped(name)}</h2>${metrics.map((metric) => entry(metric, language)).join('')}`,
    )
    .join('');
  return publicPage({
    language,
    origin,
    title: words.title,
    description: words.lead,
    path: '/method',
    image: `/cards/portfolio.png?lang=${language}`,
    body: `<h1>${escaped(words.title)}</h1><p class="lead">${escaped(words.lead)}</p>
<p class="quiet">${escaped(words.figures(METRICS.length, METHOD_VERSION))} <a href="${inApp('/method')}">${escaped(words.inApp)}</a></p>
<nav class="index" aria-label="${escaped(words.method)}">${index}</nav>${entries}`,
  });
}

/** How one figure is made. */
function entry(metric: Metric, language: PublicLanguage): string {
  const words = METHOD_WORDS[language];
  const { id, version, unit, additive, better, formula, example } = metric;
  const texts = metricTexts(metric, language);
  const facts = [
    `${id}@${version}`,
    unitWords(unit, language) || words.share,
    additive ? words.additive : words.fromSums,
    ...(better === null ? [] : [words.better[better]]),
  ];
  const inputs = texts.inputs.map(({ name, unit: of, dimension, means }) => {
    const more = [unitWords(of, language), dimension === null ? '' : words.only(dimension)];
    return `<div><dt><code>${escaped(name)}</code> <span class="quiet">${escaped(more.filter(Boolean).join(', '))}</span></dt><dd>${escaped(means)}</dd></div>`;
  });
  const given = inputsOf(metric, example.amounts).map(({ name, value, unit: of }) =>
    `${name} = ${exactly(value, language)} ${unitWords(of, language) ?? of}`.trim(),
  );
  return `<section class="entry" id="${id}" aria-labelledby="${id}-name"><h3 id="${id}-name">${escaped(texts.name)}</h3>
<p class="quiet">${escaped(facts.join(' · '))}</p><p>${escaped(texts.definition)}</p><p class="formula"><code>${escaped(formula)}</code></p>
<dl class="inputs">${inputs.join('')}</dl>
<h4>${escaped(words.sources)}</h4>${texts.sources.length === 0 ? `<p>${escaped(words.noSource)}</p>` : list(texts.sources)}
${texts.pitfalls.length === 0 ? '' : `<h4>${escaped(words.pitfalls)}</h4>${list(texts.pitfalls)}`}
<h4>${escaped(words.example)}</h4><p>${escaped(texts.example.title)}</p>${list(given)}
<p>${escaped(words.result)}: <strong>${escaped(written(example.value, { metric: id, unit }, language))}</strong></p>
<p class="quiet">${escaped(words.exampleFrom(texts.example.source))}</p>
<p><a href="${figurePath(id, language)}">${escaped(words.toFigure)}</a></p></section>`;
}
