import type { ReactNode } from 'react';

/** The way on to the next page of a list; absent where there is none. */
export function ShowMore({
  list,
  children = 'Show more',
}: {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
  children?: ReactNode;
}) {
  if (!list.hasNextPage) return null;
  return (
    <button
      type="button"
      className="button button-quiet"
      disabled={list.isFetchingNextPage}
      onClick={() => void list.fetchNextPage()}
    >
      {children}
    </button>
  );
}
