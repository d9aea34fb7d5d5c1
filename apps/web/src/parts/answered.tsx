import type { ReactNode } from 'react';
import { Loading, ProblemPanel } from './notices.js';

/** What was asked for once it is there; before that that it is read, or why it is not there with a way to ask again. */
export function Answered<T>({
  query,
  reading,
  blocks,
  children,
}: {
  query: { data: T | undefined; error: Error | null; refetch: () => Promise<unknown> };
  /** Said while it is read, for example `Loading your tokens`. */
  reading: string;
  /** Heights of what will be there, px. */
  blocks: readonly number[];
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ProblemPanel error={query.error} retry={() => void query.refetch()} />;
  return <Loading label={reading} blocks={[...blocks]} />;
}
