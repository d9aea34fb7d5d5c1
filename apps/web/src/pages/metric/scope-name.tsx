import { Link } from 'react-router';
import { batchPath, scopeParts } from '../../data/addresses.js';
import { useProductNames } from '../../data/use-names.js';
import { KitchenLink } from '../../parts/kitchen-link.js';

/** What a figure is about, in words, linked to its page where it has one. */
export function ScopeName({ scope }: { scope: string }) {
  const products = useProductNames();
  const parts = scopeParts(scope);
  switch (parts?.kind) {
    case 'portfolio':
      return <span>All kitchens</span>;
    case 'kitchen':
      return <KitchenLink kitchenId={parts.kitchenId} />;
    case 'kitchens':
      return (
        <span>
          {parts.kitchenIds.map((id, index) => (
            <span key={id}>
              {index === 0 ? '' : ', '}
              <KitchenLink kitchenId={id} />
            </span>
          ))}
        </span>
      );
    case 'product':
      return <span>{products.find(({ id }) => id === parts.code)?.name ?? parts.code}</span>;
    case 'machine':
      return (
        <span>
          {parts.machine} of <KitchenLink kitchenId={parts.kitchenId} />
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
