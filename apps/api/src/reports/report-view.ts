import type { ReportAnswer, ReportSummary } from '@bakeloop/contracts';
import type { ReportRow, WholeReportRow } from '@bakeloop/db';
import {
  REPORT_METRICS,
  REPORT_WORDS,
  writeFigure,
  writeReport,
  type ReportFigure,
  type ReportLanguage,
  type ReportLink,
  type ReportMetric,
  type TroubleKind,
} from '@bakeloop/domain';

/** The part of the quality page that a number of a report is on. */
const PART_OF: Record<TroubleKind, string> = {
  'dead-letters': 'dead-letters',
  gaps: 'gaps',
  corrections: 'corrections',
  'calibrations-overdue': 'calibrations',
  'readings-missing': 'readings-missing',
};

/** The page that answers a number again. Below `/api/v1` the same address answers it to a program. */
export function pageOfLink(link: ReportLink): string {
  const { scope, from, to, knownOn } = link;
  const query = new URLSearchParams({ scope, from, to, knownOn }).toString();
  return link.kind === 'metric'
    ? `/metrics/${link.metric}?${query}`
    : `/quality?${query}#${PART_OF[link.trouble]}`;
}

export function summaryOf(
  { id, subject, grain, period, knownOn, writtenAt }: ReportRow,
  language: ReportLanguage,
): ReportSummary {
  const words = REPORT_WORDS[language];
  return {
    id,
    subject: { ...subject, name: subject.kind === 'portfolio' ? words.everybody : subject.name },
    grain,
    ...period,
    knownOn: knownOn.toISOString(),
    writtenAt: writtenAt.toISOString(),
    title: `${words.title[grain]} ${words.subject[subject.kind]}`,
  };
}

/**
 * A report in words, and which of its figures are not now what they were.
 * @param now the same figures as they are known now; null: they are not for whoever asks
 */
export function reportView(
  row: WholeReportRow,
  now: Record<ReportMetric, ReportFigure> | null,
  language: ReportLanguage,
): ReportAnswer {
  const { facts, methodVersion, factorSets } = row;
  const words = REPORT_WORDS[language];
  const { scope, period, knownOn } = facts;
  const restated = REPORT_METRICS.flatMap((metric) => {
    const before = facts.figures[metric];
    const after = now?.[metric];
    if (after === undefined || !isOther(before, after)) return [];
    const written = ({ value, unit }: ReportFigure): string =>
      value === null ? words.unknown : writeFigure(value, unit, 'plain', language);
    return {
      name: words.metrics[metric],
      text: words.change.replace('{before}', written(before)).replace('{after}', written(after)),
      before: before.value,
      after: after.value,
      // What moved it since is on the page of the figure as it was known.
      href: pageOfLink({ kind: 'metric', metric, scope, ...period, knownOn }),
    };
  });
  const day = (iso: string): string => dayFormat(language).format(Date.parse(iso));
  return {
    ...summaryOf(row, language),
    language,
    lead: words.knownOn.replace('{instant}', knownOn.slice(0, 16).replace('T', ' ')),
    days: words.days.replace('{from}', day(period.from)).replace('{to}', day(period.to)),
    methodVersion,
    factorSets,
    sections: writeReport(facts, language).map(({ key, title, sentences }) => ({
      key,
      title,
      sentences: sentences.map((sentence) => ({
        key: sentence.key,
        parts: sentence.parts.map(({ text, link, figure }) => ({
          text,
          href: link === null ? null : pageOfLink(link),
          figure,
        })),
      })),
    })),
    restated: {
      words: words[now === null ? 'restatedAway' : restated.length === 0 ? 'restatedNone' : 'restated'],
      items: restated,
    },
  };
}

/** Less than a millionth of it is how sums of floats round. */
function isOther({ value: before }: ReportFigure, { value: after }: ReportFigure): boolean {
  if (before === null || after === null) return before !== after;
  return Math.abs(before - after) > 1e-6 * Math.max(Math.abs(before), Math.abs(after));
}

const dayFormat = (language: ReportLanguage): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeZone: 'UTC' });
