import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { createNews } from './news.js';
import { usePublic } from './use-followed.js';
import { useMay } from './use-session.js';

/**
 * Reads again what rests on what a live room says, as soon as that has moved; in a page that nobody sees, when it is seen.
 * @param told what the room says; undefined: nothing yet
 * @param keys with what the keys of these queries begin; the list must keep its identity between renders
 */
export function useNews(told: unknown, keys: readonly string[]): void {
  const queries = useQueryClient();
  const tell = useRef<(told: string) => void>(undefined);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    tell.current = createNews({
      read: () => {
        // What is marked while nobody looks is read as soon as somebody does.
        const refetchType = document.visibilityState === 'hidden' ? 'none' : 'active';
        // What is being read already may have been asked for before the news: it is read once more when it is here.
        const isBusy = (key: string): boolean => queries.isFetching({ queryKey: [key] }) > 0;
        const busy = keys.filter(isBusy);
        for (const key of keys)
          if (!busy.includes(key)) void queries.invalidateQueries({ queryKey: [key], refetchType });
        return busy.length > 0;
      },
      later: (run, ms) => {
        timer = setTimeout(run, ms);
      },
    });
    return () => clearTimeout(timer);
  }, [queries, keys]);
  const text = told === undefined ? undefined : JSON.stringify(told);
  useEffect(() => {
    if (text !== undefined) tell.current?.(text);
  }, [text]);
}

/** Reads figures again as soon as the sums of the ledger have moved, for who may see kitchens; others wait for the minute. */
export function useLedgerNews(keys: readonly string[]): void {
  const isTold = useMay('kitchen.see');
  const { data } = usePublic(isTold);
  useNews(isTold ? data?.allTime : undefined, keys);
}
