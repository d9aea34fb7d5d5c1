import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Metric } from './metrics/metric.js';
import { metricOf } from './metrics/metrics.js';
import { conservativeOf } from './metrics/outcome.js';
import { outcomeOf, type Expectation, type Outcome, type Scenario } from './testing/scenario.js';

const folder = new URL('../scenarios/', import.meta.url);

function scenariosIn(kind: 'ok' | 'not-ok'): [title: string, scenario: Scenario][] {
  const files = readdirSync(new URL(`${kind}/`, folder)).filter((name) => name.endsWith('.json'));
  return files.map((name) => {
    const scenario = JSON.parse(readFileSync(new URL(`${kind}/${name}`, folder), 'utf8')) as Scenario;
    return [`${kind}/${name}: ${scenario.title}`, scenario];
  });
}

/** What came of a scope in the words of the expectation, so that a failure shows one beside the other. */
function seen(outcome: Outcome, expected: Expectation): Expectation {
  const { metrics, public: inPublic, amounts, flags, gaps, says } = expected;
  const each = (values: Record<string, string>, of: (id: string, value: string) => string) =>
    Object.fromEntries(Object.entries(values).map(([id, value]) => [id, of(id, value)]));
  return {
    ...(metrics && { metrics: each(metrics, (id, value) => valueOf(outcome, id, value)) }),
    ...(inPublic && { public: each(inPublic, (id, value) => publicOf(outcome, id, value)) }),
    ...(amounts && {
      amounts: Object.fromEntries(Object.keys(amounts).map((key) => [key, outcome.amounts[key] ?? 0])),
    }),
    ...(flags && { flags: outcome.flags }),
    ...(gaps && { gaps: asFar(gaps, outcome.gaps) }),
    ...(says && {
      says: says.map((part) =>
        outcome.says.some((text) => text.includes(part)) ? part : outcome.says.join(' '),
      ),
    }),
  };
}

function valueOf(outcome: Outcome, id: string, expected: string): string {
  const { value, reason } = found(id).compute(outcome.amounts);
  if (value === null) {
    const part = expected.replace(/^null: /, '');
    return reason.includes(part) ? `null: ${part}` : `null: ${reason}`;
  }
  return rounded(value, expected);
}

function publicOf(outcome: Outcome, id: string, expected: string): string {
  const metric = found(id);
  const value = conservativeOf(metric, metric.compute(outcome.amounts));
  return value === null ? 'null' : rounded(value, expected);
}

function found(id: string): Metric {
  const metric = metricOf(id);
  if (metric === null) throw new Error(`there is no metric ${id}`);
  return metric;
}

/** To the digits of what is expected. */
function rounded(value: number, expected: string): string {
  return value.toFixed(/\.(\d+)$/.exec(expected)?.[1]?.length ?? 0);
}

/** The found texts, each shortened to the expected part that it holds. */
function asFar(parts: readonly string[], found: readonly string[]): string[] {
  return found.map((text) => parts.find((part) => text.includes(part)) ?? text);
}

describe.each(['ok', 'not-ok'] as const)('scenarios that are %s', (kind) => {
  it.each(scenariosIn(kind))('%s', (_title, scenario) => {
    for (const [scope, expected] of Object.entries(scenario.expect))
      expect({ [scope]: seen(outcomeOf(scenario, scope), expected) }).toEqual({ [scope]: expected });
  });
});
