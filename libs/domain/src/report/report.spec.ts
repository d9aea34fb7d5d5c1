import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { composeReport, SENTENCES, type ReportLink } from './compose.js';
import {
  REPORT_LANGUAGES,
  REPORT_METRICS,
  TROUBLE_KINDS,
  type ReportFacts,
  type ReportFigure,
  type ReportMetric,
  type TroubleKind,
} from './facts.js';
import { REPORT_WORDS, writeFigure, writeReport } from './words.js';

const UNITS: Record<ReportMetric, string> = {
  'intake-net': 'kg',
  rejected: 'kg',
  'good-product': 'kg',
  'recycled-content': '1',
  dispatched: 'kg',
  residue: 'kg',
  'mass-balance-closure': '1',
  'energy-intensity': 'kW.h/kg',
  'ghg-net-gate': 'kg{CO2e}',
  'ghg-completeness': '1',
};
const number = fc.oneof(
  fc.constant(0),
  fc.integer({ min: -9_000_000, max: 9_000_000 }).map((thousandths) => thousandths / 1_000),
);
const figure = (unit: string): fc.Arbitrary<ReportFigure> =>
  fc.oneof(
    fc.constant({ value: null, unit, reason: 'nobody said', range: null }),
    fc
      .record({ value: number, below: number, above: number, sure: fc.boolean() })
      .map(({ value, below, above, sure }) => ({
        value,
        unit,
        reason: null,
        range: sure ? { low: value - Math.abs(below), high: value + Math.abs(above) } : null,
      })),
  );
const figures = fc.record(
  Object.fromEntries(REPORT_METRICS.map((metric) => [metric, figure(UNITS[metric])])) as Record<
    ReportMetric,
    fc.Arbitrary<ReportFigure>
  >,
);
const anyFacts: fc.Arbitrary<ReportFacts> = fc.record({
  subject: fc.constant({ kind: 'kitchen' as const, id: 'ke-nbo-01', name: 'Nairobi' }),
  scope: fc.constant('kitchen:ke-nbo-01'),
  grain: fc.constantFrom('week' as const, 'month' as const),
  period: fc.constant({ from: '2026-03-02', to: '2026-03-08' }),
  before: fc.constant({ from: '2026-02-23', to: '2026-03-01' }),
  knownOn: fc.constant('2026-03-09T06:00:00.000Z'),
  figures,
  figuresBefore: figures,
  trouble: fc.option(
    fc.record(
      Object.fromEntries(TROUBLE_KINDS.map((kind) => [kind, fc.nat({ max: 3 })])) as Record<
        TroubleKind,
        fc.Arbitrary<number>
      >,
    ),
  ),
});

/** What the address of a link answers, by the facts. */
function answerOf(facts: ReportFacts, link: ReportLink): readonly (number | null)[] {
  if (link.kind === 'quality') return [facts.trouble?.[link.trouble] ?? null];
  const of = link.from === facts.period.from ? facts.figures : facts.figuresBefore;
  const { value, range } = of[link.metric];
  return [value, range?.low ?? null, range?.high ?? null];
}

describe('a report', () => {
  it('says no number that its link does not answer, of whatever facts', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        for (const { sentences } of composeReport(facts))
          for (const { numbers } of sentences)
            for (const { figure: said, link } of Object.values(numbers)) {
              const answers = answerOf(facts, link);
              if (said !== null) expect(answers).toContain(said);
              // What is not known is said so only where the answer is that.
              else if (link.kind === 'metric') expect(answers[0]).toBeNull();
            }
      }),
    );
  });

  it('is in words, with every number written and linked, in every language', () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(...REPORT_LANGUAGES), (facts, language) => {
        const composed = composeReport(facts);
        const written = writeReport(facts, language);
        expect(written.map(({ key }) => key)).toEqual(composed.map(({ key }) => key));
        composed.forEach(({ sentences }, section) =>
          sentences.forEach(({ numbers }, place) => {
            const parts = written[section]?.sentences[place]?.parts ?? [];
            expect(
              parts
                .filter(({ link }) => link !== null)
                .map(({ figure: said }) => said)
                .sort(),
            ).toEqual(
              Object.values(numbers)
                .map(({ figure: said }) => said)
                .sort(),
            );
            const text = parts.map((part) => part.text).join('');
            expect(text).not.toMatch(/[{}<>?]|undefined|NaN|null/);
            expect(text).toMatch(/^[\p{Lu}\d−+].*\.$/u);
          }),
        );
      }),
    );
  });

  it('has the same placeholders in every language, and just the numbers of its sentence', () => {
    for (const language of REPORT_LANGUAGES)
      for (const [key, names] of Object.entries(SENTENCES)) {
        const words = REPORT_WORDS[language].sentences[key as keyof typeof SENTENCES];
        for (const text of typeof words === 'string' ? [words] : [words.one, words.other])
          expect([language, key, [...text.matchAll(/\{(\w+)/g)].map(([, name]) => name).sort()]).toEqual([
            language,
            key,
            [...names].sort(),
          ]);
      }
  });

  const facts = (of: Partial<Record<ReportMetric, Partial<ReportFigure>>>): ReportFacts => {
    const all = Object.fromEntries(
      REPORT_METRICS.map((metric) => [
        metric,
        { value: null, reason: 'none', range: null, unit: UNITS[metric], ...of[metric] },
      ]),
    ) as Record<ReportMetric, ReportFigure>;
    return {
      subject: { kind: 'kitchen', id: 'k', name: 'K' },
      scope: 'kitchen:ke-nbo-01',
      grain: 'week',
      period: { from: '2026-03-02', to: '2026-03-08' },
      before: { from: '2026-02-23', to: '2026-03-01' },
      knownOn: '2026-03-09T06:00:00.000Z',
      figures: all,
      figuresBefore: all,
      trouble: null,
    };
  };
  const carbon = (of: Partial<ReportFigure>, language: 'en' | 'nl' = 'en'): string =>
    writeReport(facts({ 'ghg-net-gate': of, 'ghg-completeness': { value: 0.75 } }), language)
      .find(({ key }) => key === 'carbon')
      ?.sentences.map(({ parts }) => parts.map(({ text }) => text).join(''))
      .join(' ') ?? '';

  it('calls a net below zero what it is, and what may be either by neither name', () => {
    expect(carbon({ value: -12.4, range: { low: -20, high: -4.5 } })).toContain(
      'More was emitted than avoided at the gate: 12.4\u00A0kg\u00A0CO₂e more by the best estimate, between 4.5\u00A0kg\u00A0CO₂e and 20\u00A0kg\u00A0CO₂e.',
    );
    expect(carbon({ value: 3, range: { low: -2, high: 8 } })).toContain('cannot be told');
    expect(carbon({ value: 30, range: { low: 12, high: 48 } })).toContain('At least 12\u00A0kg\u00A0CO₂e');
    expect(carbon({ value: 30, range: { low: 12, high: 48 } })).toContain('provisional: it is of 75\u00A0%');
    expect(carbon({ value: -1_234.5, range: null }, 'nl')).toContain(
      '1.235\u00A0kg\u00A0CO₂e meer naar beste schatting',
    );
  });

  it('writes numbers as the language does', () => {
    expect(writeFigure(12_345.678, 'kg', 'plain', 'en')).toBe('12.3\u00A0t');
    expect(writeFigure(1_234.5, 'kg', 'plain', 'nl')).toBe('1.235\u00A0kg');
    expect(writeFigure(-0.0043, '1', 'signed', 'nl')).toBe('−0,43\u00A0%');
    expect(writeFigure(-0.0000001, '1', 'signed', 'en')).toBe('0\u00A0%');
  });
});
