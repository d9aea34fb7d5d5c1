import { phoneRoutes } from '@bakeloop/contracts';
import { call, tableHref, useFormat, UNKNOWN } from '@bakeloop/ui';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { Link } from 'react-router';
import { flagTexts } from '../../data/flag-text.js';
import { PAGED } from '../../data/paged.js';
import { FormProblem } from '../../parts/form.js';
import { ShowMore } from '../../parts/show-more.js';
import { TableLink } from '../../parts/table-link.js';
import { lotPath } from '../../data/addresses.js';
import { FindById, useFoundId } from './find-by-id.js';

const A_PAGE = 10;

/** Lots of the kitchen, newest first; each leads to where it came from and where it went. */
export function Lots({ kitchenId }: { kitchenId: string }) {
  const format = useFormat();
  const find = useFoundId('lot');
  const { q } = find;
  const lots = useInfiniteQuery({
    queryKey: ['lots', kitchenId, q],
    queryFn: ({ signal, pageParam }) =>
      call('lots', { params: { kitchenId }, query: { q, limit: A_PAGE, cursor: pageParam } }, { signal }),
    ...PAGED,
    placeholderData: keepPreviousData,
  });
  const items = lots.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0 && find.typed === '' && !lots.isError) return null;
  return (
    <section aria-labelledby="lots-heading">
      <div className="section-head">
        <h2 id="lots-heading">Lots</h2>
        <TableLink href={tableHref(phoneRoutes.lots, { params: { kitchenId }, query: { q } })} />
      </div>
      <FindById find={find} label="Find a lot by its id" isNone={lots.isSuccess && items.length === 0} />
      <FormProblem error={lots.error} />
      {items.length === 0 ? null : (
        <div className="table-scroll" tabIndex={0} role="region" aria-label="Table of lots">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Lot</th>
                <th scope="col">Polymer</th>
                <th scope="col">Form</th>
                <th scope="col" className="right">
                  Put in
                </th>
                <th scope="col" className="right">
                  Taken out
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((lot) => (
                <tr key={lot.lotId}>
                  <th scope="row">
                    <Link to={lotPath(kitchenId, lot.lotId)}>{lot.lotId}</Link>
                    {lot.flags.length > 0 ? (
                      <span className="flag" title={flagTexts(lot.flags, format)}>
                        <TriangleAlert size={15} aria-hidden /> check
                      </span>
                    ) : null}
                  </th>
                  <td className="words">{lot.polymer ?? UNKNOWN}</td>
                  <td>{lot.form ?? UNKNOWN}</td>
                  <td className="right">{format.kilograms(lot.producedGrams)}</td>
                  <td className="right">{format.kilograms(lot.consumedGrams)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p>
        <ShowMore list={lots}>Show more lots</ShowMore>
      </p>
    </section>
  );
}
