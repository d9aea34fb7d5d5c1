import { REPORT_GRAINS, REPORT_LANGUAGES, REPORT_SUBJECTS, type ReportSubjectKind } from '@bakeloop/domain';
import { reportRoutes, type ReportSummary } from '@bakeloop/contracts';
import { tableHref, useFormat } from '@bakeloop/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { reportPath } from '../../data/addresses.js';
import { PAGED } from '../../data/paged.js';
import { useKitchenNames } from '../../data/use-names.js';
import { SelectField } from '../../parts/form.js';
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

const SUBJECTS: readonly (readonly [ReportSubjectKind, string])[] = [
  ['portfolio', 'all kitchens together'],
  ['organisation', 'organisations'],
  ['sponsor', 'sponsors'],
  ['kitchen', 'single kitchens'],
];

/** Reports within reach, newest first. */
export function ReportsPage() {
  useTitle('Reports');
  const [search, setSearch] = useSearchParams();
  const grain = REPORT_GRAINS.find((one) => one === search.get('grain'));
  const language = REPORT_LANGUAGES.find((one) => one === search.get('language')) ?? 'en';
  const kitchens = useKitchenNames();
  const subjectId = search.get('kitchen') ?? undefined;
  const kind =
    subjectId === undefined ? REPORT_SUBJECTS.find((one) => one === search.get('of')) : ('kitchen' as const);
  const filter = { grain, kind, subjectId };
  const set = (name: string, value: string | undefined, ...without: string[]): void => {
    const next = new URLSearchParams(search);
    for (const one of [name, ...without]) next.delete(one);
    if (value !== undefined) next.set(name, value);
    setSearch(next, { replace: true });
  };
  const list = useInfiniteQuery({
    queryKey: ['reports', filter],
    queryFn: ({ signal, pageParam }) =>
      callConsole('reports', { query: { ...filter, limit: A_PAGE, cursor: pageParam } }, { signal }),
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
          <button key={words} type="button" aria-pressed={one === grain} onClick={() => set('grain', one)}>
            {words}
          </button>
        ))}
      </div>
      <div className="report-filter">
        <SelectField<string | null>
          label="Of"
          value={subjectId ?? (kind === undefined ? null : `of ${kind}`)}
          choices={[
            [null, 'whatever is within reach'],
            ...SUBJECTS.map(([one, words]) => [`of ${one}`, words] as const),
            ...kitchens.map(({ id, name }) => [id, name] as const),
          ]}
          change={(value) => {
            if (value?.startsWith('of ')) set('of', value.slice(3), 'kitchen');
            else set('kitchen', value ?? undefined, 'of');
          }}
        />
      </div>
      {list.data ? (
        items.length === 0 && (grain ?? kind) !== undefined ? (
          <EmptyPanel title="None of these">
            <p>Choose another length, or whom they are of.</p>
          </EmptyPanel>
        ) : items.length === 0 ? (
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
              <TableLink href={tableHref(reportRoutes.reports, { query: filter })} />
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
