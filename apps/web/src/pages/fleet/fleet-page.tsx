import {
  conditionOf,
  filterFleet,
  isBehind,
  pageRoutes,
  type FleetSnapshot,
  type KitchenSummary,
} from '@bakeloop/contracts';
import { tableHref, useFormat, useNow } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { COMPARE_PATH, kitchenPath, LINE_PATH, refusedPath } from '../../data/addresses.js';
import { pageOf, readFleetFilter, writeFleetFilter, type FleetFilter } from '../../data/fleet-filter.js';
import { sortByTrouble, stateWords } from '../../data/trouble.js';
import { COVERAGE } from '../../data/use-figures.js';
import { useFleet } from '../../data/use-followed.js';
import { useMay, useMayWithAll } from '../../data/use-session.js';
import { CoverageLine } from '../../parts/coverage-line.js';
import { Spoken } from '../../parts/moving-number.js';
import {
  EmptyPanel,
  FreshnessMark,
  HistoryProgress,
  LineNote,
  Loading,
  ProblemPanel,
  StaleNote,
} from '../../parts/notices.js';
import { TableLink } from '../../parts/table-link.js';
import { useTitle } from '../../parts/use-title.js';
import { LazyMap } from '../../parts/lazy-map.js';
import type { MappedKitchen } from '../../parts/world-map.js';
import { FleetFilters } from './fleet-filters.js';
import { FleetRow } from './fleet-row.js';
import { SetUp } from './set-up.js';
import { Wall } from './wall.js';
import './fleet.css';

/** Every kitchen within reach of who looks in one list, the most troubled first. */
export function FleetPage() {
  useTitle('Fleet');
  const { data: fleet, freshness, error, retry } = useFleet();
  const isWhole = useMayWithAll('kitchen.see');
  const maySetUp = useMayWithAll('device.manage');
  const [search] = useSearchParams();
  const behind = useBehind();
  if (search.get('wall') === '1')
    return <Wall fleet={fleet} freshness={freshness} behind={behind} mapped={mapped} />;
  return (
    <div className="page">
      <div className="page-head">
        <h1>Fleet</h1>
        {fleet ? <FreshnessMark freshness={freshness} /> : null}
      </div>
      <LineNote status={fleet?.status} />
      <HistoryProgress status={fleet?.status} />
      <StaleNote freshness={freshness} error={fleet ? error : null} retry={retry} />
      {fleet ? (
        fleet.kitchens.length === 0 && !isWhole ? (
          <EmptyPanel title="No kitchen is yours to see yet">
            <p>
              An admin says which kitchens an organisation owns, or which are attributed to a sponsor. As soon
              as one is yours, it appears here.
            </p>
          </EmptyPanel>
        ) : fleet.kitchens.length === 0 ? (
          <EmptyPanel title="No kitchen yet">
            <p>
              A kitchen appears here with its first message: a birth certificate or a reading published below{' '}
              <code>kitchens/v1/&lt;id&gt;/</code>. {maySetUp ? 'Set one up below. ' : ''}The README shows how
              to be one with an MQTT client.
            </p>
          </EmptyPanel>
        ) : (
          <Fleet fleet={fleet} behind={behind} />
        )
      ) : error ? (
        <ProblemPanel error={error} retry={retry} />
      ) : (
        <Loading label="Loading the fleet" blocks={[110, 260, 72, 72, 72, 72]} />
      )}
      {maySetUp && fleet ? <SetUp isFirst={fleet.kitchens.length === 0} /> : null}
    </div>
  );
}

const MINUTE_MS = 60_000;

/** Whether a kitchen has made less than its plan asks for by this hour of its own day. */
function useBehind(): (kitchen: KitchenSummary) => boolean {
  // By the minute: finer nobody plans, and a filter that follows seconds would make rows jump.
  const now = useNow(MINUTE_MS);
  return (kitchen) => isBehind(kitchen, now);
}

function Fleet({ fleet, behind }: { fleet: FleetSnapshot; behind: (kitchen: KitchenSummary) => boolean }) {
  const format = useFormat();
  const [search, setSearch] = useSearchParams();
  const filter = readFleetFilter(search);
  const change = (next: FleetFilter) => {
    setSearch(writeFleetFilter(search, next), { replace: true, preventScrollReset: true });
  };
  const sorted = sortByTrouble(fleet.kitchens);
  const found = filterFleet(sorted, filter, Date.now());
  const { rows, page, pages } = pageOf(found, filter.page);
  const troubled = sorted.filter((kitchen) => conditionOf(kitchen) !== 'good').length;
  const mayReview = useMay('refused.review');
  const maySeeLine = useMay('line.see');
  return (
    <>
      <div className="fleet-top">
        <TodayTotals fleet={fleet} />
        <section className="panel fleet-map" aria-label="Map">
          <LazyMap kitchens={found.map(mapped)} />
        </section>
      </div>
      <section aria-labelledby="kitchens-heading">
        <div className="section-head">
          <h2 id="kitchens-heading">Kitchens</h2>
          <span className="quiet">
            {troubled === 0
              ? 'all is well'
              : `${String(troubled)} of ${String(sorted.length)} to look at, worst first`}
          </span>
          <Link to={COMPARE_PATH}>Compare</Link>
          {mayReview ? <Link to={refusedPath()}>What was refused</Link> : null}
          {maySeeLine ? <Link to={LINE_PATH}>How the line does</Link> : null}
          <TableLink
            href={tableHref(pageRoutes.kitchens, {
              query: {
                q: filter.text || undefined,
                state: filter.state,
                country: filter.country ?? undefined,
              },
            })}
          />
        </div>
        <FleetFilters kitchens={sorted} filter={filter} onChange={change} />
        <p className="bl-hidden" aria-live="polite">
          {found.length === sorted.length ? '' : `${format.count(found.length, 'kitchen')} found`}
        </p>
        {found.length === 0 ? (
          <EmptyPanel title="No kitchen is like that">
            <button
              type="button"
              className="text-button"
              onClick={() => {
                change({ text: '', state: 'all', country: null, page: 1 });
              }}
            >
              Show all {format.count(sorted.length, 'kitchen')}
            </button>
          </EmptyPanel>
        ) : (
          <div className="fleet-table">
            <div className="fleet-columns" aria-hidden>
              <span>Kitchen</span>
              <span>State</span>
              <span>Running batch</span>
              <span className="right">Good today</span>
              <span className="right">Closure</span>
              <span className="right">Queue</span>
              <span className="right">Clock</span>
              <span className="right">Alarms</span>
              <span className="right">Refused</span>
            </div>
            <ul className="fleet-rows">
              {rows.map((kitchen) => (
                <FleetRow key={kitchen.id} kitchen={kitchen} behind={behind(kitchen)} />
              ))}
            </ul>
            {pages === 1 ? null : (
              <nav className="fleet-pages" aria-label="Pages of kitchens">
                {Array.from({ length: pages }, (_, index) => index + 1).map((number) => (
                  <button
                    key={number}
                    type="button"
                    className="button button-quiet"
                    aria-current={number === page ? 'page' : undefined}
                    aria-label={`Page ${String(number)} of ${String(pages)}`}
                    onClick={() => {
                      change({ ...filter, page: number });
                    }}
                  >
                    {number}
                  </button>
                ))}
              </nav>
            )}
          </div>
        )}
      </section>
      <FleetCoverage />
    </>
  );
}

function mapped(kitchen: KitchenSummary): MappedKitchen {
  const { id, name, place, position, runningBatch } = kitchen;
  return {
    id,
    label: place ?? name,
    position,
    condition: conditionOf(kitchen),
    isBaking: runningBatch !== null,
    words: `${name}${place ? ` in ${place}` : ''}: ${stateWords(kitchen)}`,
    path: kitchenPath(id),
  };
}

function TodayTotals({ fleet }: { fleet: FleetSnapshot }) {
  const format = useFormat();
  const sum = (pick: (kitchen: FleetSnapshot['kitchens'][number]) => number) =>
    fleet.kitchens.reduce((grams, kitchen) => grams + pick(kitchen), 0);
  const good = sum(({ today }) => today.totals.goodGrams);
  const diverted = sum(({ today }) => today.totals.recycledGrams);
  const delivered = sum(({ today }) => today.totals.intakeNetGrams);
  const isWhole = useMayWithAll('kitchen.see');
  // The whole counts kitchens that are no longer listed, too; of one's own nothing else is known.
  const everOf = (field: 'recycledGrams' | 'goodGrams') =>
    isWhole ? fleet.allTime[field] : sum(({ allTime }) => allTime[field]);
  const reporting = fleet.kitchens.filter(({ presence }) => presence === 'online').length;
  const running = fleet.kitchens.filter(({ runningBatch }) => runningBatch !== null).length;
  return (
    <section className="panel today" aria-labelledby="today-heading">
      <h2 id="today-heading">Today</h2>
      <Spoken text={`Today ${format.mass(good)} good product, ${format.mass(diverted)} plastic diverted`} />
      <dl className="figures">
        <div>
          <dt>Delivered</dt>
          <dd>{format.mass(delivered)}</dd>
        </div>
        <div>
          <dt>Good product</dt>
          <dd>{format.mass(good)}</dd>
        </div>
        <div>
          <dt>Plastic diverted</dt>
          <dd className="strong">{format.mass(diverted)}</dd>
        </div>
        <div>
          <dt>Baking now</dt>
          <dd>
            {format.number(running)} <small>of {format.number(fleet.kitchens.length)}</small>
          </dd>
        </div>
      </dl>
      <p className="quiet">
        {reporting === fleet.kitchens.length
          ? 'Every kitchen is reporting.'
          : `${format.number(reporting)} of ${format.number(fleet.kitchens.length)} kitchens reporting; what the others weighed may still come.`}{' '}
        Days are the kitchens' own. All time: {format.mass(everOf('recycledGrams'))} diverted,{' '}
        {format.mass(everOf('goodGrams'))} good.
      </p>
    </section>
  );
}

/** Of the whole: it would tell who sees some kitchens nothing about these. */
function FleetCoverage() {
  const isWhole = useMayWithAll('kitchen.see');
  const totals = useQuery({
    ...COVERAGE,
    enabled: isWhole,
    refetchInterval: 60_000,
  });
  return isWhole && totals.data ? <CoverageLine coverage={totals.data.coverage} /> : null;
}
