import { phoneRoutes, type BatchSummary, type KitchenDetail } from '@bakeloop/contracts';
import { call, tableHref } from '@bakeloop/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PAGED } from '../../data/paged.js';
import { BatchTable } from '../../parts/batch-table.js';
import { FormProblem } from '../../parts/form.js';
import { EmptyPanel } from '../../parts/notices.js';
import { ShowMore } from '../../parts/show-more.js';
import { TableLink } from '../../parts/table-link.js';
import { FindById, useFoundId } from './find-by-id.js';

/** Twice as many as come live: the first page that is asked for brings as many again. */
const A_PAGE = 40;
/** As many as come live where there are more. */
const LIVE = 20;

/** The newest batches as they come, all before them a page at a time, and any by a part of its id. */
export function Batches({
  kitchen: { id, timeZone },
  newest,
}: {
  kitchen: Pick<KitchenDetail, 'id' | 'timeZone'>;
  newest: BatchSummary[];
}) {
  const [wantsOlder, setWantsOlder] = useState(false);
  const find = useFoundId('batch');
  const { q } = find;
  const list = useInfiniteQuery({
    queryKey: ['batches', id, q],
    queryFn: ({ signal, pageParam }) =>
      call('batches', { query: { kitchenId: id, q, limit: A_PAGE, cursor: pageParam } }, { signal }),
    ...PAGED,
    enabled: wantsOlder || q !== undefined,
    // What was found stays until the next is, but is not what all of them are.
    placeholderData: (before) => (q === undefined ? undefined : before),
  });
  const listed = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const live = new Set(newest.map(({ batchId }) => batchId));
  const shown = q === undefined ? [...newest, ...listed.filter(({ batchId }) => !live.has(batchId))] : listed;
  const begin = {
    hasNextPage: newest.length >= LIVE && q === undefined,
    isFetchingNextPage: list.isLoading,
    fetchNextPage: () => Promise.resolve(setWantsOlder(true)),
  };
  return (
    <section aria-labelledby="batches-heading">
      <div className="section-head">
        <h2 id="batches-heading">Recent batches</h2>
        <TableLink href={tableHref(phoneRoutes.batches, { query: { kitchenId: id, q } })} />
      </div>
      {newest.length === 0 ? (
        <EmptyPanel title="No batch yet">
          A batch appears when the operator starts one, or when anything that belongs to it arrives.
        </EmptyPanel>
      ) : (
        <>
          <FindById
            find={find}
            label="Find a batch by its id"
            isNone={list.isSuccess && shown.length === 0}
          />
          <FormProblem error={list.error} />
          {shown.length === 0 ? null : <BatchTable batches={shown} timeZone={timeZone} />}
          <p>
            <ShowMore list={list.data ? list : begin}>Show more batches</ShowMore>
          </p>
        </>
      )}
    </section>
  );
}
