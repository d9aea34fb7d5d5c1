import { Link } from 'react-router';
import { kitchenPath } from '../data/addresses.js';
import { useKitchenNames } from '../data/use-names.js';

/** The way to a kitchen, by its name; by its id as long as that is all that is known. */
export function KitchenLink({ kitchenId }: { kitchenId: string }) {
  const name = useKitchenNames().find(({ id }) => id === kitchenId)?.name;
  return <Link to={kitchenPath(kitchenId)}>{name ?? kitchenId}</Link>;
}
