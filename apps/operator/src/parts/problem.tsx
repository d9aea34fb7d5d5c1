import { needsSignIn, type ApiProblem } from '@bakeloop/ui';
import { CloudOff, WifiOff } from 'lucide-react';
import { t } from '../language/language.js';
import { problemKey } from './problem-key.js';

/** Why what is shown may be old, or cannot be shown. No network and no server are different walks to make. */
export function Problem({ problem }: { problem: ApiProblem | null }) {
  if (!problem) return null;
  const offline = problem.kind === 'offline';
  const noNetwork = offline && !navigator.onLine;
  const key = problemKey(problem);
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
              : key === null
                ? problem.message
                : t(key)}
      </span>
    </p>
  );
}
