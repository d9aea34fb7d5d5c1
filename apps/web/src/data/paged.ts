/** How a list of the API goes on: by the cursor that its page names. For `useInfiniteQuery`. */
export const PAGED = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next }: { next: string | null }) => next ?? undefined,
};
