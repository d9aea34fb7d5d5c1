import { call } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { batchPath, kitchenPath, scopeParts } from '../../data/addresses.js';

const STALE_MS = 60_000;

/** The kitchens and products that a figure can be asked for, by name. */
export function useScopes() {
  const kitchens = useQuery({
    queryKey: ['kitchen-names'],
    queryFn: ({ signal }) => call('kitchens', { query: { limit: 200 } }, { signal }),
    staleTime: STALE_MS,
  });
  const products = useQuery({
    queryKey: ['references', 'product'],
    queryFn: ({ signal }) => call('references', { params: { kind: 'product' } }, { signal }),
    staleTime: STALE_MS,
  });
  const named = (id: string, body: Record<string, unknown>): string =>
    typeof body['name'] === 'string' && body['name'] !== '' ? body['name'] : id;
  return {
    kitchens: (kitchens.data?.items ?? []).map(({ id, name }) => ({ id, name })),
    products: (products.data?.items ?? []).map(({ id, body }) => ({ id, name: named(id, body) })),
  };
}

/** What a figure is about, in words, linked to its page where it has one. */
export function ScopeName({ scope }: { scope: string }) {
  const { kitchens, products } = useScopes();
  const parts = scopeParts(scope);
  const kitchenName = (id: string) => kitchens.find((kitchen) => kitchen.id === id)?.name ?? id;
  switch (parts?.kind) {
    case 'portfolio':
      return <span>All kitchens</span>;
    case 'kitchen':
      return <Link to={kitchenPath(parts.kitchenId)}>{kitchenName(parts.kitchenId)}</Link>;
    case 'product':
      return <span>{products.find(({ id }) => id === parts.code)?.name ?? parts.code}</span>;
    case 'machine':
      return (
        <span>
          {parts.machine} of <Link to={kitchenPath(parts.kitchenId)}>{kitchenName(parts.kitchenId)}</Link>
        </span>
      );
    case 'batch':
      return (
        <span>
          Batch <Link to={batchPath(parts.kitchenId, parts.batchId)}>{parts.batchId}</Link>
        </span>
      );
    default:
      return <span>{scope}</span>;
  }
}
