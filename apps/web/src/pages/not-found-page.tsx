import { ApiProblem } from '@bakeloop/ui';
import { Link } from 'react-router';
import { useMay } from '../data/use-session.js';
import { useTitle } from '../parts/use-title.js';

/** Whether the server knows nothing under the ids of an address; 400 is for one that no id can have. */
export const isNotFound = (error: Error | null): boolean =>
  error instanceof ApiProblem && (error.status === 404 || error.status === 400);

export function NotFoundPage({ what = 'page', detail }: { what?: string; detail?: string }) {
  useTitle('Not found');
  const maySeeKitchens = useMay('kitchen.see');
  return (
    <div className="page page-narrow">
      <h1>There is no such {what}</h1>
      <p className="lead">
        {detail ?? 'The address may be mistyped, or what was here has another name now.'}
      </p>
      <p className="links">
        {maySeeKitchens ? (
          <Link to="/fleet" className="button">
            To the fleet
          </Link>
        ) : null}
        <Link to="/">To the start page</Link>
      </p>
    </div>
  );
}
