import type { PublicLanguage } from '@bakeloop/contracts';
import { QUANTITIES, type Metric } from '@bakeloop/domain';
import { METRICS_NL } from './metrics-nl.js';
import { exampleSourceNl, PARTS_NL, QUANTITIES_NL, REASONS_NL } from './terms-nl.js';

/** What a metric says of itself, in the language of the page. */
export interface MetricTexts {
  name: string;
  definition: string;
  sources: readonly string[];
  pitfalls: readonly string[];
  inputs: readonly { name: string; unit: string; dimension: string | null; means: string }[];
  example: { title: string; source: string };
}

/** @returns its English where the translation is of another version of the metric: what is outdated is worse than foreign */
export function metricTexts(metric: Metric, language: PublicLanguage): MetricTexts {
  const inputs = metric.inputs.map(({ name, unit, quantity, dimension }) => ({
    name,
    unit,
    dimension: dimension === undefined ? null : partWords(dimension, language),
    means: (language === 'nl' ? QUANTITIES_NL[quantity] : undefined) ?? QUANTITIES[quantity].means,
  }));
  const { name, definition, sources, pitfalls, example } = metric;
  const dutch = language === 'nl' ? METRICS_NL[metric.id] : undefined;
  if (dutch?.version !== metric.version)
    return {
      name,
      definition,
      sources,
      pitfalls,
      inputs,
      example: { title: example.title, source: example.source },
    };
  return { ...dutch, inputs, example: { title: dutch.example, source: exampleSourceNl(example.source) } };
}

/** Why there is no value: what is known in the language, and what is left of it in English. */
export function reasonTexts(
  reason: string,
  language: PublicLanguage,
): { said: string; inEnglish: string | null } {
  if (language === 'en') return { said: reason, inEnglish: null };
  const whole = REASONS_NL[reason];
  if (whole !== undefined) return { said: whole, inEnglish: null };
  // Of one batch it is said what it lacks, for staff.
  const known = Object.keys(REASONS_NL).find((one) => reason.startsWith(`${one}: `));
  if (known === undefined) return { said: '', inEnglish: reason };
  return { said: REASONS_NL[known] ?? '', inEnglish: reason.slice(known.length + 2) };
}

/** `material/wood` is `material: wood`, `open-burning` is `open burning`: names of ours are translated, others stay. */
export function partWords(name: string, language: PublicLanguage): string {
  const dutch = language === 'nl' ? PARTS_NL[name] : undefined;
  return dutch ?? name.replace(/\//g, ': ').replace(/(?<=[a-z])-(?=[a-z])/g, ' ');
}
