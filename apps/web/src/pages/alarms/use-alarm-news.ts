import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useFleet } from '../../data/use-followed.js';

/** Lists are read again that often where no live connection says that something changed, ms. */
export const READ_AGAIN_MS = 10_000;

/** Reads alarms again as soon as the rows of the kitchens say that theirs have changed. */
export function useAlarmNews(): void {
  const queries = useQueryClient();
  const { data } = useFleet();
  const told = JSON.stringify(data?.kitchens.map(({ id, openAlarms }) => [id, openAlarms]) ?? null);
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['alarms'] });
  }, [told, queries]);
}
