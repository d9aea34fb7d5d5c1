import type { KitchenSummary } from '@bakeloop/contracts';
import { call, type CallAnswer } from '@bakeloop/ui';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { EVERY_KITCHEN } from './every-kitchen.js';
import { useMay } from './use-session.js';

const STALE_MS = 60_000;

interface Named {
  id: string;
  name: string;
}
interface NamedKitchen extends Named {
  /** IANA. */
  timeZone: string;
}
const NONE: readonly never[] = [];

/** The kitchens that who looks may see, by name. */
export const KITCHEN_NAMES = queryOptions({
  ...EVERY_KITCHEN,
  staleTime: STALE_MS,
  select: namesIn,
});

/** The same, none as long as they are not there. */
export function useKitchenNames(): readonly NamedKitchen[] {
  const enabled = useMay('kitchen.see');
  const { data } = useQuery({ ...KITCHEN_NAMES, enabled });
  return data ?? NONE;
}

/** Products by name; a product without one has its code. */
export function useProductNames(): readonly Named[] {
  const { data } = useQuery({
    // Not the key of the reference pages: they keep what they read in another form.
    queryKey: ['product-names'],
    queryFn: ({ signal }) => call('references', { params: { kind: 'product' } }, { signal }),
    staleTime: STALE_MS,
    select: productsIn,
  });
  return data ?? NONE;
}

/** How a product is called, by its code. */
export function useProductName(): (code: string) => string {
  const products = useProductNames();
  return (code) => products.find(({ id }) => id === code)?.name ?? code;
}

function namesIn(kitchens: readonly KitchenSummary[]): NamedKitchen[] {
  return kitchens
    .map(({ id, name, timeZone }) => ({ id, name, timeZone }))
    .sort((left, right) => left.name.localeCompare(right.name));
}

const productsIn = ({ items }: CallAnswer<'references'>): Named[] =>
  items.map(({ id, body: { name } }) => ({ id, name: typeof name === 'string' && name !== '' ? name : id }));
