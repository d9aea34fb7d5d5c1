import { ReportRepository, type ReportReach, type WholeReportRow } from '@bakeloop/db';
import { kitchensWithin, type ReportAnswer, type ReportSummary } from '@bakeloop/contracts';
import type { Principal } from '@bakeloop/identity';
import type { ReportLanguage } from '@bakeloop/domain';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Asks, type Asking } from '../http/authentication.js';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { KeptBuffers } from '../http/kept-buffers.js';
import { notFound } from '../http/problem-error.js';
import { columnsOf, everyPage, sendTable, type Columns } from '../http/send-table.js';
import { RateLimits } from '../http/rate-limits.js';
import { ApiSettings } from '../settings.js';
import { ReportDesk } from './report-desk.js';
import { reportDocument } from './report-document.js';
import { reportView, summaryOf } from './report-view.js';

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
    private readonly desk: ReportDesk,
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
    const name = `bakeloop-${report.grain}-${report.from}-${report.id.slice(0, 8)}.pdf`;
    response.setHeader('content-disposition', `inline; filename="${name}"`);
    response.send(bytes);
  }

  /** @throws ProblemError 404, the same for one of others and one that never was */
  private async view(principal: Principal, id: string, language: ReportLanguage): Promise<ReportAnswer> {
    const row: WholeReportRow | null = await this.reports.one(reachOf(principal), id);
    if (row === null)
      throw notFound(`There is no report ${id} for you. GET /api/v1/reports lists those there are.`);
    const { scope, period } = row.facts;
    // What it said it still says to whoever it was written for; what is so now is of those who may see it now.
    if (!isWithin(principal, scope)) return reportView(row, null, language);
    const now = new Date();
    const { figures } = await this.desk.figuresOf(scope, period, now, now);
    return reportView(row, figures, language);
  }
}

/** Whether every kitchen of a scope is within reach now. */
function isWithin({ standings }: Principal, scope: string): boolean {
  const reach = kitchensWithin(standings, 'report.see');
  if (reach === 'all') return true;
  const [, ids] = /^kitchens?:(.+)$/.exec(scope) ?? [];
  return ids !== undefined && ids.split(',').every((id) => reach?.has(id) === true);
}

/** Of a sponsor its own reports; of the others those of kitchens that are theirs, and of nothing but these. */
function reachOf({ standings }: Principal): ReportReach {
  const sponsors = standings.filter(({ role }) => role === 'sponsor');
  const kitchens = kitchensWithin(
    standings.filter(({ role }) => role !== 'sponsor'),
    'report.see',
  );
  return {
    kitchenIds: kitchens === 'all' ? null : [...(kitchens ?? [])],
    sponsorIds: sponsors.map(({ organisationId }) => organisationId),
  };
}
