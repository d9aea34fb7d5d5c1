import { call, everyPage } from '@bakeloop/ui';
import { queryOptions } from '@tanstack/react-query';

/** Every kitchen within reach, once each whatever happens meanwhile: by id, so not the most troubled first. */
export const EVERY_KITCHEN = queryOptions({
  queryKey: ['every-kitchen'],
  queryFn: ({ signal }) =>
    everyPage((page) => call('kitchens', { query: { ...page, order: 'id' } }, { signal })),
});
