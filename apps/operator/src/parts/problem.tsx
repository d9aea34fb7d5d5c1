import { needsSignIn, type ApiProblem } from '@bakeloop/ui';
import { CloudOff, WifiOff } from 'lucide-react';

/** Why what is shown may be old, or cannot be shown. No network and no server are different walks to make. */
export function Problem({ problem }: { problem: ApiProblem | null }) {
  if (!problem) return null;
  const offline = problem.kind === 'offline';
  const noNetwork = offline && !navigator.onLine;
  return (
    <p className="notice notice-check" role="status">
      {noNetwork ? <WifiOff aria-hidden /> : <CloudOff aria-hidden />}
      <span>
        {noNetwork
          ? 'This phone has no network. Go on logging: it is kept here and sent later.'
          : offline
            ? 'The network is there, but Bakeloop does not answer. Go on logging: it is kept here.'
            : needsSignIn(problem)
              ? 'You are signed out on this phone. What is typed is kept here; sign in again to send it.'
              : problem.message}
      </span>
    </p>
  );
}
