import { pageRoutes, type PublicSnapshot } from '@bakeloop/contracts';
import { call, tableHref, useFormat } from '@bakeloop/ui';
import { BarByDay } from '@bakeloop/ui/charts';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { lastDays } from '../../data/days.js';
import { Flows } from '../../parts/flows.js';
import { Loading } from '../../parts/notices.js';

const PORTFOLIO = { scope: 'portfolio' };
const DAYS_SHOWN = 30;

/** Up to the newest day of any kitchen: east of here it may be tomorrow already. Days still grow from the oldest on. */
export function Days({ fleet }: { fleet: PublicSnapshot }) {
  const format = useFormat();
  const todays = fleet.kitchens.map(({ today }) => today).sort();
  const today = todays.at(-1);
  const days = today === undefined ? [] : lastDays(DAYS_SHOWN, Date.parse(`${today}T00:00:00Z`));
  const [from] = days;
  const query = { by: 'day', from } as const;
  const totals = useQuery({
    queryKey: ['totals', 'day', from],
    queryFn: ({ signal }) => call('totals', { query }, { signal }),
    enabled: from !== undefined,
    refetchInterval: 60_000,
  });
  // Its place is kept, so that nothing below comes near the screen, and loads, before its time.
  if (totals.isLoading) return <Loading label="Loading the days" blocks={[250]} />;
  if (!totals.data || totals.data.rows.length === 0) return null;
  const values = new Map(
    totals.data.rows.flatMap(({ day, totals: { recycledGrams } }) =>
      day ? [[day, recycledGrams] as const] : [],
    ),
  );
  return (
    <section className="panel">
      <BarByDay
        title={`Plastic diverted, last ${String(DAYS_SHOWN)} days`}
        days={days}
        values={values}
        formatValue={format.mass}
        openFrom={todays[0]}
        files={[{ label: 'CSV', href: tableHref(pageRoutes.totals, { query }) }]}
        note="each day by the kitchens' own calendar; hatched: still growing"
        about={
          <p>
            New recycled plastic in products that passed quality control, by the day on which their batch was
            finished. <Link to="/method#diverted">The method</Link>
          </p>
        }
      />
    </section>
  );
}

/** From the gate to the wall, over everything so far. */
export function Way() {
  const { data } = useQuery({
    queryKey: ['flows', 'portfolio'],
    queryFn: ({ signal }) => call('flows', { query: PORTFOLIO }, { signal }),
    refetchInterval: 60_000,
  });
  if (!data || data.links.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="way-heading">
      <h2 id="way-heading">From delivery to wall</h2>
      <Flows
        flows={data}
        href={tableHref(pageRoutes.flows, { query: PORTFOLIO })}
        label="Flows of mass over all kitchens"
      />
    </section>
  );
}
