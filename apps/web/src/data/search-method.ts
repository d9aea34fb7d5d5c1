import type { MetricDefinition } from '@bakeloop/contracts';
import { METRIC_GROUP_NAMES } from '@bakeloop/domain';

/** @returns the figures in whose text every word stands, in any case and order; all of them for no word */
export function searchMethod(metrics: MetricDefinition[], text: string): MetricDefinition[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return metrics;
  return metrics.filter((metric) => {
    const all = plain(
      [
        metric.id,
        metric.name,
        METRIC_GROUP_NAMES[metric.group],
        metric.definition,
        metric.formula,
        ...metric.inputs.flatMap(({ name, means }) => [name, means]),
        ...metric.sources,
        ...metric.pitfalls,
      ].join('\n'),
    );
    return words.every((word) => all.includes(word));
  });
}

/** Without case and accents, and `CO₂` as it is typed. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
