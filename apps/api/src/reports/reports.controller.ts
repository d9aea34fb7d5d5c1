import type { ReportAnswer, ReportSummary } from '@bakeloop/contracts';
import { ReportMailRepository, ReportRepository } from '@bakeloop/db';
import type { Principal } from '@bakeloop/identity';
import type { ReportLanguage } from '@bakeloop/domain';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Asks, type Asking } from '../http/authentication.js';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { KeptBuffers } from '../http/kept-buffers.js';
import { invalid, notFound } from '../http/problem-error.js';
import { columnsOf, everyPage, sendTable, type Columns } from '../http/send-table.js';
import { RateLimits } from '../http/rate-limits.js';
import { personOf } from '../identity/person-of.js';
import { Mailer } from '../mail/mailer.js';
import { ApiSettings } from '../settings.js';
import { reportDocument } from './report-document.js';
import { documentName } from './report-post.js';
import { reachOf, ReportReader } from './report-reader.js';
import { summaryOf } from './report-view.js';

/** Last day and id of the last report of a page. */
const position = z.tuple([z.iso.date(), z.uuid()]);

/** Drawn reports that are kept, of some 40 kB each. */
const MOST_DOCUMENT_BYTES = 16 * 1024 * 1024;

const COLUMNS: Columns<ReportSummary> = {
  id: ({ id }) => id,
  about: ({ subject }) => subject.kind,
  name: ({ subject }) => subject.name,
  ...columnsOf<ReportSummary>('grain', 'from', 'to', 'knownOn', 'writtenAt', 'title'),
};

/** Reports in words, as they were written. */
@Controller()
export class ReportsController {
  private readonly drawn = new KeptBuffers(MOST_DOCUMENT_BYTES);

  constructor(
    private readonly reports: ReportRepository,
    private readonly mails: ReportMailRepository,
    private readonly reader: ReportReader,
    private readonly mailer: Mailer,
    private readonly settings: ApiSettings,
    private readonly limits: RateLimits,
  ) {}

  @Endpoint('reports')
  async list(
    @Input('reports') { query }: RequestOf<'reports'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'reports'>> {
    const { kind, subjectId, grain, limit, cursor, language } = query;
    const after = decodeCursor(position, cursor);
    const rows = await this.reports.page(reachOf(principal), {
      kind,
      subjectId,
      grain,
      after: after && { to: after[0], id: after[1] },
      limit: limit + 1,
    });
    return pageOf(
      rows,
      limit,
      (row) => summaryOf(row, language),
      ({ period, id }) => [period.to, id],
    );
  }

  @Endpoint('reportsTable')
  async table(
    @Input('reportsTable') request: RequestOf<'reportsTable'>,
    @Asks() asking: Asking,
    @Res() response: Response,
  ): Promise<void> {
    const { query } = request;
    const rows = await everyPage((page) => this.list({ ...request, query: { ...query, ...page } }, asking));
    await sendTable(response, 'bakeloop-reports', COLUMNS, rows);
  }

  @Endpoint('report')
  async one(
    @Input('report') { params, query }: RequestOf<'report'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'report'>> {
    return this.view(principal, params.reportId, query.language);
  }

  @Endpoint('reportDocument')
  async document(
    @Input('reportDocument') { params, query }: RequestOf<'reportDocument'>,
    @Asks() { principal }: Asking,
    @Res() response: Response,
  ): Promise<void> {
    await this.limits.document(principal);
    const report = await this.view(principal, params.reportId, query.language);
    // All that is drawn is the key: what was restated since makes another.
    const bytes = await this.drawn.of(JSON.stringify(report), () => reportDocument(report, this.settings));
    response.setHeader('content-disposition', `inline; filename="${documentName(report)}"`);
    response.send(bytes);
  }

  @Endpoint('reportMails')
  async mailsOf(@Asks() { principal }: Asking): Promise<AnswerOf<'reportMails'>> {
    return { isSet: this.mailer.isSet, items: await this.mails.wishesOf(personOf(principal)) };
  }

  @Endpoint('setReportMail')
  async setMail(
    @Input('setReportMail') { body }: RequestOf<'setReportMail'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'setReportMail'>> {
    const { language, ...wish } = body;
    if (language !== null && !this.mailer.isSet)
      throw invalid([{ path: 'body.language', message: 'no mail server is set here (SMTP_URL)' }], 422);
    const { kind, subjectId } = wish;
    // What was never written about is answered as what is of others.
    const [known] = await this.reports.page(reachOf(principal), { kind, subjectId, limit: 1 });
    if (language !== null && !known)
      throw notFound('There is no report of it for you. GET /api/v1/reports lists those there are.');
    await this.mails.wish(personOf(principal), wish, language);
    return { done: true };
  }

  /** @throws ProblemError 404, the same for one of others and one that never was */
  private async view(principal: Principal, id: string, language: ReportLanguage): Promise<ReportAnswer> {
    const report = await this.reader.view(principal, id, language);
    if (report !== null) return report;
    throw notFound(`There is no report ${id} for you. GET /api/v1/reports lists those there are.`);
  }
}
