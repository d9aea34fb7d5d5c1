import { Link } from 'react-router';
import { useTitle } from '../parts/use-title.js';

export function NotFoundPage({ what = 'page', detail }: { what?: string; detail?: string }) {
  useTitle('Not found');
  return (
    <div className="page page-narrow">
      <h1>There is no such {what}</h1>
      <p className="lead">
        {detail ?? 'The address may be mistyped, or what was here has another name now.'}
      </p>
      <p className="links">
        <Link to="/fleet" className="button">
          To the fleet
        </Link>
        <Link to="/">To the start page</Link>
      </p>
    </div>
  );
}
