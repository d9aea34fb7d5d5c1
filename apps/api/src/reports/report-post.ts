import type { ReportAnswer } from '@bakeloop/contracts';
import { ReportMailRepository, ReportRepository, type DueReportMail, type Sql } from '@bakeloop/db';
import { REPORT_WORDS, retryAfterMs } from '@bakeloop/domain';
import type { Mailer, MailTry } from '../mail/mailer.js';
import type { ApiSettings } from '../settings.js';
import { reportDesk } from './report-desk.js';
import { reportDocument } from './report-document.js';
import { ReportReader } from './report-reader.js';

/** Mails of one round: the next begins within the minute. */
const MOST_A_ROUND = 100;
/** What was mailed is kept for so long, days. */
const KEPT_DAYS = 90;

export type PostSettings = Pick<ApiSettings, 'publicUrl' | 'demo' | 'logger'>;

/** Mails reports to those who asked for them: each once, whoever else does so, and again where a mail server did not answer. */
export class ReportPost {
  constructor(
    private readonly mails: ReportMailRepository,
    private readonly reader: ReportReader,
    private readonly mailer: Mailer,
    private readonly settings: PostSettings,
  ) {}

  /** @param isOver asked between two mails, so that whoever ends waits for one at most @returns how many were sent */
  async round(isOver: () => boolean = () => false): Promise<number> {
    // Another API of the same deployment may have one.
    if (!this.mailer.isSet) return 0;
    await this.mails.queueNew();
    let sent = 0;
    for (let tried = 0; tried < MOST_A_ROUND && !isOver(); tried += 1) {
      const due = await this.mails.take();
      if (due === null) break;
      if (await this.send(due)) sent += 1;
    }
    await this.mails.forget(KEPT_DAYS);
    return sent;
  }

  private async send(due: DueReportMail): Promise<boolean> {
    const { sent, answer, final } = await this.attempt(due);
    const againInMs = sent || final ? null : retryAfterMs(due.tries, Math.random());
    await this.mails.settle(due.id, { sent, answer, againInMs });
    if (!sent)
      this.settings.logger.warn(
        { mail: due.id, report: due.reportId, tries: due.tries, againInMs, answer },
        'report not mailed',
      );
    return sent;
  }

  private async attempt({ id, reportId, language, email, standings }: DueReportMail): Promise<MailTry> {
    try {
      const report = await this.reader.view({ standings }, reportId, language);
      if (report === null)
        return { sent: false, answer: 'The report is no longer within their reach.', final: true };
      const content = await reportDocument(report, this.settings);
      return await this.mailer.send({
        id,
        to: email,
        subject: `${report.subject.name}: ${report.title}, ${report.from} – ${report.to}`,
        text: mailText(report, this.settings),
        attachments: [{ filename: documentName(report), content, contentType: 'application/pdf' }],
      });
    } catch (error) {
      return { sent: false, answer: (error as Error).message.slice(0, 300) };
    }
  }
}

/** Of a database, whoever else uses it. */
export const reportPost = (sql: Sql, mailer: Mailer, settings: PostSettings): ReportPost =>
  new ReportPost(
    new ReportMailRepository(sql),
    new ReportReader(new ReportRepository(sql), reportDesk(sql)),
    mailer,
    settings,
  );

/** A name of the document, as a file. */
export const documentName = ({ grain, from, id }: ReportAnswer): string =>
  `bakeloop-${grain}-${from}-${id.slice(0, 8)}.pdf`;

/** The report without its links, and the way to where they are. */
function mailText(report: ReportAnswer, { publicUrl, demo }: PostSettings): string {
  const { mail, demo: demoWords } = REPORT_WORDS[report.language];
  const sections = report.sections.map(({ title, sentences }) =>
    [title, ...sentences.map(({ parts }) => parts.map(({ text }) => text).join(''))].join('\n'),
  );
  return [
    `${report.subject.name}\n${report.title}\n${report.days}`,
    ...(demo ? [demoWords] : []),
    ...sections,
    `${mail.read}\n${publicUrl}/reports/${report.id}?language=${report.language}`,
    mail.attached,
    `${mail.why}\n${publicUrl}/reports`,
  ].join('\n\n');
}
