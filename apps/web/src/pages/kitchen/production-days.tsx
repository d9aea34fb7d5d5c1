import { pageRoutes } from '@bakeloop/contracts';
import { call, tableHref, useFormat } from '@bakeloop/ui';
import { BarByDay } from '@bakeloop/ui/charts';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { lastDays } from '../../data/days.js';

const DAYS_SHOWN = 30;

/** Good product by the kitchen's own days. */
export function ProductionDays({ kitchenId, today }: { kitchenId: string; today: string }) {
  const format = useFormat();
  const days = lastDays(DAYS_SHOWN, Date.parse(`${today}T00:00:00Z`));
  const [from] = days;
  const query = { by: 'day', kitchenId, from, to: today } as const;
  const totals = useQuery({
    queryKey: ['totals', 'day', kitchenId, from],
    queryFn: ({ signal }) => call('totals', { query }, { signal }),
    refetchInterval: 60_000,
  });
  if (!totals.data || totals.data.rows.length === 0) return null;
  const values = new Map(
    totals.data.rows.flatMap(({ day, totals: { goodGrams } }) => (day ? [[day, goodGrams] as const] : [])),
  );
  return (
    <section className="panel">
      <BarByDay
        title={`Good product, last ${String(DAYS_SHOWN)} days`}
        days={days}
        values={values}
        formatValue={format.mass}
        openFrom={today}
        note="hatched: today, still growing"
        files={[{ label: 'CSV', href: tableHref(pageRoutes.totals, { query }) }]}
        about={
          <p>
            Products and granulate that passed quality control, by the day of the kitchen on which their batch
            was finished; corrections and late entries move the day they belong to.{' '}
            <Link to="/method#good-product">The method</Link>
          </p>
        }
      />
    </section>
  );
}
