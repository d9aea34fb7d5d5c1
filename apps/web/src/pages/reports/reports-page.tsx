import { REPORT_GRAINS, REPORT_LANGUAGES } from '@bakeloop/domain';
import { reportRoutes, type ReportSummary } from '@bakeloop/contracts';
import { tableHref, useFormat } from '@bakeloop/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { reportPath } from '../../data/addresses.js';
import { PAGED } from '../../data/paged.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { ShowMore } from '../../parts/show-more.js';
import { TableLink } from '../../parts/table-link.js';
import { useTitle } from '../../parts/use-title.js';
import { MailedToYou } from './report-mails.js';
import '../../parts/rows.css';
import './reports.css';
import { callConsole } from '../../data/call-console.js';

const A_PAGE = 30;
const GRAINS = [
  [undefined, 'All'],
  ['week', 'Weeks'],
  ['month', 'Months'],
] as const;

/** Reports within reach, newest first. */
export function ReportsPage() {
  useTitle('Reports');
  const [search, setSearch] = useSearchParams();
  const grain = REPORT_GRAINS.find((one) => one === search.get('grain'));
  const language = REPORT_LANGUAGES.find((one) => one === search.get('language')) ?? 'en';
  const list = useInfiniteQuery({
    queryKey: ['reports', grain],
    queryFn: ({ signal, pageParam }) =>
      callConsole('reports', { query: { grain, limit: A_PAGE, cursor: pageParam } }, { signal }),
    ...PAGED,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page">
      <h1>Reports</h1>
      <p className="lead">
        Every week and every month in plain words, each number with the way to where it comes from. A report
        is written at six in the morning after its last day, and stays as it was written.
      </p>
      <MailedToYou />
      <div role="group" aria-label="Of how long" className="pills">
        {GRAINS.map(([one, words]) => (
          <button
            key={words}
            type="button"
            aria-pressed={one === grain}
            onClick={() => setSearch(one === undefined ? {} : { grain: one }, { replace: true })}
          >
            {words}
          </button>
        ))}
      </div>
      {list.data ? (
        items.length === 0 ? (
          <EmptyPanel title="No report yet">
            <p>
              The first is written on the Monday after a kitchen began, at six in the morning where it is.
            </p>
          </EmptyPanel>
        ) : (
          <>
            <ul className="rows report-list">
              {items.map((report) => (
                <Row key={report.id} report={report} language={language} />
              ))}
            </ul>
            <p className="links">
              <ShowMore list={list} />
              <TableLink href={tableHref(reportRoutes.reports, { query: { grain } })} />
            </p>
          </>
        )
      ) : list.error ? (
        <ProblemPanel error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Loading label="Loading reports" blocks={[64, 64, 64]} />
      )}
    </div>
  );
}

function Row({ report, language }: { report: ReportSummary; language: string }) {
  const format = useFormat();
  const [openedMs] = useState(Date.now);
  return (
    <li>
      <div>
        <Link to={`${reportPath(report.id)}${language === 'en' ? '' : `?language=${language}`}`}>
          <strong>{report.subject.name}</strong>
        </Link>
        <p className="quiet">{report.title}</p>
      </div>
      <span>
        {format.dayAndYear(report.from, openedMs)} to {format.dayAndYear(report.to, openedMs)}
      </span>
    </li>
  );
}
