import { Link } from 'react-router';
import { batchPath, kitchenPath, scopeParts } from '../../data/addresses.js';
import { useKitchenNames, useProductNames } from '../../data/use-names.js';

/** What a figure is about, in words, linked to its page where it has one. */
export function ScopeName({ scope }: { scope: string }) {
  const kitchens = useKitchenNames();
  const products = useProductNames();
  const parts = scopeParts(scope);
  const kitchenName = (id: string) => kitchens.find((kitchen) => kitchen.id === id)?.name ?? id;
  switch (parts?.kind) {
    case 'portfolio':
      return <span>All kitchens</span>;
    case 'kitchen':
      return <Link to={kitchenPath(parts.kitchenId)}>{kitchenName(parts.kitchenId)}</Link>;
    case 'kitchens':
      return (
        <span>
          {parts.kitchenIds.map((id, index) => (
            <span key={id}>
              {index === 0 ? '' : ', '}
              <Link to={kitchenPath(id)}>{kitchenName(id)}</Link>
            </span>
          ))}
        </span>
      );
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
