import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { PAGED } from '../../data/paged.js';
import { ShowMore } from '../../parts/show-more.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { useTitle } from '../../parts/use-title.js';
import { Download } from './download.js';
import { Entry } from './entry.js';
import { Filters } from './filters.js';
import { useSubjectNames } from './subject-names.js';
import { queryOf, readAsked, type Asked } from './asked.js';
import '../../parts/rows.css';
import './audit.css';
import { callConsole } from '../../data/call-console.js';

const A_PAGE = 50;

/** Who did what, newest first; searched, narrowed to a person or to days, and taken along as a table. */
export function AuditPage() {
  useTitle('Who did what');
  const [search, setSearch] = useSearchParams();
  const asked = readAsked(search);
  const query = queryOf(asked);
  const set = (name: keyof Asked, value: string): void => {
    const next = new URLSearchParams(search);
    if (value === '') next.delete(name);
    else next.set(name, value);
    setSearch(next, { replace: true });
  };
  const names = useSubjectNames();
  const entries = useInfiniteQuery({
    queryKey: ['audit', query],
    queryFn: ({ signal, pageParam }) =>
      callConsole('audit', { query: { ...query, limit: A_PAGE, cursor: pageParam } }, { signal }),
    ...PAGED,
    placeholderData: (before) => before,
  });
  const items = entries.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page">
      <h1>Who did what</h1>
      <p className="lead">
        Every sign-in, every change of people and rights, and whatever else was decided. Nothing here can be
        changed or deleted.
      </p>
      <Filters asked={asked} set={set} />
      {entries.data ? (
        items.length === 0 ? (
          <EmptyPanel title="Nothing like that">
            <p>
              Look for another word or a longer time. <Link to="/audit">Show everything</Link>
            </p>
          </EmptyPanel>
        ) : (
          <>
            <Download asked={asked} />
            <ol className="rows audit" aria-busy={entries.isPlaceholderData}>
              {items.map((entry) => (
                <Entry key={entry.id} entry={entry} subjectName={names.get(entry.subject)} />
              ))}
            </ol>
            <ShowMore list={entries} />
          </>
        )
      ) : entries.error ? (
        <ProblemPanel error={entries.error} retry={() => void entries.refetch()} />
      ) : (
        <Loading label="Loading who did what" blocks={[64, 64, 64, 64]} />
      )}
    </div>
  );
}
