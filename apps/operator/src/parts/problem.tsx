import { needsSignIn, type ApiProblem } from '@bakeloop/ui';
import { CloudOff, WifiOff } from 'lucide-react';
import { t } from '../language/language.js';

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
          ? t('problem.noNetwork')
          : offline
            ? t('problem.noServer')
            : needsSignIn(problem)
              ? t('problem.signedOut')
              : problem.message}
      </span>
    </p>
  );
}
