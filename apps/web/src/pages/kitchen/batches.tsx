import { phoneRoutes, type BatchSummary, type KitchenDetail } from '@bakeloop/contracts';
import { call, tableHref } from '@bakeloop/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PAGED } from '../../data/paged.js';
import { BatchTable } from '../../parts/batch-table.js';
import { EmptyPanel } from '../../parts/notices.js';
import { ShowMore } from '../../parts/show-more.js';
import { TableLink } from '../../parts/table-link.js';

/** Twice as many as come live: the first page that is asked for brings as many again. */
const A_PAGE = 40;
/** As many as come live where there are more. */
const LIVE = 20;

/** The newest batches as they come, and all before them a page at a time. */
export function Batches({
  kitchen: { id, timeZone },
  newest,
}: {
  kitchen: Pick<KitchenDetail, 'id' | 'timeZone'>;
  newest: BatchSummary[];
}) {
  const [wantsOlder, setWantsOlder] = useState(false);
  const list = useInfiniteQuery({
    queryKey: ['batches', id],
    queryFn: ({ signal, pageParam }) =>
      call('batches', { query: { kitchenId: id, limit: A_PAGE, cursor: pageParam } }, { signal }),
    ...PAGED,
    enabled: wantsOlder,
  });
  const live = new Set(newest.map(({ batchId }) => batchId));
  const older = (list.data?.pages ?? [])
    .flatMap(({ items }) => items)
    .filter(({ batchId }) => !live.has(batchId));
  const begin = {
    hasNextPage: newest.length >= LIVE,
    isFetchingNextPage: list.isLoading,
    fetchNextPage: () => Promise.resolve(setWantsOlder(true)),
  };
  return (
    <section aria-labelledby="batches-heading">
      <div className="section-head">
        <h2 id="batches-heading">Recent batches</h2>
        <TableLink href={tableHref(phoneRoutes.batches, { query: { kitchenId: id } })} />
      </div>
      {newest.length === 0 ? (
        <EmptyPanel title="No batch yet">
          A batch appears when the operator starts one, or when anything that belongs to it arrives.
        </EmptyPanel>
      ) : (
        <>
          <BatchTable batches={[...newest, ...older]} timeZone={timeZone} />
          <p>
            <ShowMore list={list.data ? list : begin}>Show more batches</ShowMore>
          </p>
        </>
      )}
    </section>
  );
}
