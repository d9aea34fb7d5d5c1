import { kitchensWithin, type ReportAnswer } from '@bakeloop/contracts';
import { ReportRepository, type ReportReach } from '@bakeloop/db';
import type { ReportLanguage } from '@bakeloop/domain';
import type { Principal } from '@bakeloop/identity';
import { Injectable } from '@nestjs/common';
import { ReportDesk } from './report-desk.js';
import { reportView } from './report-view.js';

/** Whose rights are asked about. */
type Reader = Pick<Principal, 'standings'>;

/** Reports as somebody may read them, on the page, as a document and by mail. */
@Injectable()
export class ReportReader {
  constructor(
    private readonly reports: ReportRepository,
    private readonly desk: ReportDesk,
  ) {}

  /** @returns null for one of others, as for one that never was */
  async view(reader: Reader, id: string, language: ReportLanguage): Promise<ReportAnswer | null> {
    const row = await this.reports.one(reachOf(reader), id);
    if (row === null) return null;
    const { scope, period } = row.facts;
    // What it said it still says to whoever it was written for; what is so now is of those who may see it now.
    if (!isWithin(reader, scope)) return reportView(row, null, language);
    const now = new Date();
    const { figures } = await this.desk.figuresOf(scope, period, now, now);
    return reportView(row, figures, language);
  }
}

/** Whether every kitchen of a scope is within reach now. */
function isWithin({ standings }: Reader, scope: string): boolean {
  const reach = kitchensWithin(standings, 'report.see');
  if (reach === 'all') return true;
  const [, ids] = /^kitchens?:(.+)$/.exec(scope) ?? [];
  return ids !== undefined && ids.split(',').every((id) => reach?.has(id) === true);
}

/** Of a sponsor its own reports; of the others those of kitchens that are theirs, and of nothing but these. */
export function reachOf({ standings }: Reader): ReportReach {
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
