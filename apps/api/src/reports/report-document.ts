import type { ReportAnswer } from '@bakeloop/contracts';
import { REPORT_WORDS } from '@bakeloop/domain';
import { INK, onPaper, QUIET } from './paper.js';

/**
 * A report as a tagged PDF.
 * @param o.publicUrl the origin that its links lead to @param o.demo its numbers are not real, and every page says so
 */
export function reportDocument(
  report: ReportAnswer,
  { publicUrl, demo }: { publicUrl: string; demo: boolean },
): Promise<Buffer> {
  const words = REPORT_WORDS[report.language];
  const foot = `Bakeloop · ${report.id} · ${words.page}`;
  const title = `${report.subject.name}: ${report.title}, ${report.from} – ${report.to}`;
  const { language, writtenAt } = report;
  return onPaper({ language, title, madeAt: new Date(writtenAt), publicUrl, foot }, (paper) => {
    paper.say('P', report.title, 'strong', 10, QUIET, 2);
    paper.say('H1', report.subject.name, 'strong', 24, INK, 2);
    paper.say('P', report.days, 'text', 11, QUIET, 10);
    if (demo) paper.say('P', words.demo, 'strong', 11, INK, 8);
    for (const { title: heading, sentences } of report.sections) {
      paper.keepTogether();
      paper.space(6);
      paper.say('H2', heading, 'strong', 13, INK, 1);
      for (const { parts } of sentences) paper.line(parts, 2);
    }
    paper.space(12);
    paper.say('P', report.lead, 'text', 9, QUIET, 4);
    paper.say('P', report.restated.words, 'text', 9, QUIET, 2);
    for (const { name, text, href } of report.restated.items)
      paper.line(
        [
          { text: `${name}: `, href: null },
          { text, href },
        ],
        2,
      );
  });
}
