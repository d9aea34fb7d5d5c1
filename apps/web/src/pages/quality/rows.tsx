import { reportRoutes, type QualityPart, type QualityRowView } from '@bakeloop/contracts';
import { fileHref, useFormat } from '@bakeloop/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { eventPath, kitchenPath, qualityPath, type FigureQuery } from '../../data/addresses.js';
import { eventTitle } from '../../data/event-words.js';
import { PAGED } from '../../data/paged.js';
import { Loading, ProblemPanel } from '../../parts/notices.js';
import { ShowMore } from '../../parts/show-more.js';
import { TableLink } from '../../parts/table-link.js';
import { PART_WORDS } from './part-words.js';
import { callConsole } from '../../data/call-console.js';
import { KitchenLink } from '../../parts/kitchen-link.js';

const A_PAGE = 25;
const DAY_MS = 86_400_000;

/** The rows behind a number: shown when asked for, at once where one name is chosen; and all of them as a file. */
export function Rows({
  part,
  asked,
  name,
}: {
  part: QualityPart;
  asked: FigureQuery;
  name: string | undefined;
}) {
  const [isOpen, setOpen] = useState(name !== undefined);
  const query = { ...asked, name };
  return (
    <div className="quality-rows">
      <p className="links">
        <button type="button" className="text-button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Hide the rows' : 'Show the rows'}
        </button>
        {name === undefined ? null : <Link to={qualityPath(asked, part)}>of every name</Link>}
        <TableLink href={fileHref(reportRoutes.qualityTable, { params: { part }, query })} />
      </p>
      {isOpen ? <Table part={part} query={query} /> : null}
    </div>
  );
}

function Table({ part, query }: { part: QualityPart; query: FigureQuery & { name: string | undefined } }) {
  const format = useFormat();
  const words = PART_WORDS[part];
  const rows = useInfiniteQuery({
    queryKey: ['quality-rows', part, query],
    queryFn: ({ signal, pageParam }) =>
      callConsole(
        'qualityRows',
        { params: { part }, query: { ...query, limit: A_PAGE, cursor: pageParam } },
        { signal },
      ),
    ...PAGED,
  });
  if (!rows.data)
    return rows.error ? (
      <ProblemPanel error={rows.error} retry={() => void rows.refetch()} />
    ) : (
      <Loading label="Loading the rows" blocks={[40, 40, 40]} />
    );
  const items = rows.data.pages.flatMap((page) => page.items);
  return (
    <>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={`Rows: ${words.title}`}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{words.by}</th>
              <th scope="col">When</th>
              {words.amount === null ? null : (
                <th scope="col" className="right">
                  {words.amount}
                </th>
              )}
              <th scope="col">What</th>
            </tr>
          </thead>
          <tbody>
            {items.map((row) => (
              <tr
                key={`${row.at} ${row.kitchenId ?? ''} ${row.name} ${row.detail ?? ''} ${row.eventId ?? ''}`}
              >
                <th scope="row">
                  <Subject part={part} row={row} />
                </th>
                <td>
                  <time dateTime={row.at}>
                    {isDaily(part)
                      ? format.day(row.at.slice(0, 10))
                      : format.instant(Date.parse(row.at), 'UTC', 'full')}
                  </time>
                </td>
                {words.amount === null ? null : (
                  <td className="right">
                    {row.amount === null
                      ? '–'
                      : format.number(row.amount, Number.isInteger(row.amount) ? 0 : 1)}
                  </td>
                )}
                <td className="words quality-what">
                  <What part={part} row={row} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ShowMore list={rows} />
    </>
  );
}

const isDaily = (part: QualityPart): boolean =>
  part === 'gaps' || part === 'readings-missing' || part === 'duplicates' || part === 'clock';

/** What a row is of, with the way to it. */
function Subject({ part, row: { kitchenId, name, at } }: { part: QualityPart; row: QualityRowView }) {
  if (kitchenId === null) return PART_WORDS[part].name(name);
  if (part === 'gaps') {
    const dayMs = Date.parse(at.slice(0, 10));
    const query = new URLSearchParams({
      from: new Date(dayMs).toISOString(),
      to: new Date(dayMs + DAY_MS).toISOString(),
      channels: name,
    });
    return (
      <Link to={`${kitchenPath(kitchenId)}?${query.toString()}#charts`}>{PART_WORDS[part].name(name)}</Link>
    );
  }
  return PART_WORDS[part].name(name) === kitchenId ? (
    <KitchenLink kitchenId={kitchenId} />
  ) : (
    PART_WORDS[part].name(name)
  );
}

function What({
  part,
  row: { kitchenId, name, detail, who, eventId },
}: {
  part: QualityPart;
  row: QualityRowView;
}) {
  const said = part === 'corrections' && detail !== null ? eventTitle(detail) : detail;
  return (
    <>
      {kitchenId === null || kitchenId === name ? null : (
        <>
          <KitchenLink kitchenId={kitchenId} />
          {said === null ? '' : ': '}
        </>
      )}
      {eventId === null ? said : <Link to={eventPath(eventId)}>{said ?? 'the entry'}</Link>}
      {who === null ? '' : `, by ${who}`}
    </>
  );
}
