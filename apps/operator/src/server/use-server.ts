import { ApiProblem, type CallAnswer, type CallInput, type CallOptions } from '@bakeloop/ui';
import type { PhoneRouteName } from '@bakeloop/contracts';
import { useCallback, useEffect, useState } from 'react';
import { readKept, writeKept } from '../kept.js';
import { useLog } from '../log/use-log.js';
import { call } from '../profiles/profiles.js';

const REFRESH_MS = 30_000;
/** What hardly ever changes is asked for again after this, ms. */
const SELDOM_MS = 3_600_000;
const TIMEOUT_MS = 20_000;

export interface FromServer<T> {
  /** The newest answer, perhaps from an earlier visit; null when there never was one. */
  data: T | null;
  /** Why `data` is not fresh; null when it is, or while the first answer is awaited. */
  problem: ApiProblem | null;
  loading: boolean;
}

/** How often something is asked: `seldom`: once it is known, only when the app opens, and every hour. */
type Often = 'live' | 'seldom';

/**
 * What a route answers, remembered on the phone, and asked again when shown, when something was stored, when the
 * session turns out to have ended, and every half minute. An old answer is better than a blank page in a yard without signal.
 * @param keep name under which the answer is remembered; null asks nothing
 */
export function useServer<N extends PhoneRouteName>(
  keep: string | null,
  name: N,
  input: CallInput<N>,
  how: Often = 'live',
): FromServer<CallAnswer<N>> {
  const question = JSON.stringify(input);
  const ask = useCallback(
    (options: CallOptions) => call(name, JSON.parse(question) as CallInput<N>, options),
    [name, question],
  );
  return useAnswer(keep, ask, how);
}

/** As `useServer`, of what takes more than one request. @param ask asks anew where it is another function */
export function useAnswer<T>(
  keep: string | null,
  ask: (options: CallOptions) => Promise<T>,
  how: Often = 'live',
): FromServer<T> {
  const { storedCount, outcome } = useLog();
  const isOut = outcome?.kind === 'signed-out';
  const [held, setHeld] = useState<{ keep: string | null } & FromServer<T>>(() => remembered(keep));
  const current = held.keep === keep ? held : remembered<T>(keep);
  if (current !== held) setHeld(current);
  const isSeldom = how === 'seldom';
  const stored = isSeldom ? 0 : storedCount;

  useEffect(() => {
    if (keep === null) return;
    const leaving = new AbortController();
    let answeredMs: number | null = null;
    const refresh = async () => {
      const answer = new AbortController();
      const give = () => answer.abort();
      const late = setTimeout(give, TIMEOUT_MS);
      leaving.signal.addEventListener('abort', give, { once: true });
      try {
        const data = await ask({ signal: answer.signal });
        if (leaving.signal.aborted) return;
        writeKept(keep, data);
        answeredMs = performance.now();
        setHeld({ keep, data, problem: null, loading: false });
      } catch (error) {
        if (leaving.signal.aborted) return;
        const problem =
          error instanceof ApiProblem
            ? error
            : new ApiProblem('offline', 0, 'Bakeloop did not answer in time.');
        setHeld((before) => ({ ...before, problem, loading: false }));
      } finally {
        clearTimeout(late);
        leaving.signal.removeEventListener('abort', give);
      }
    };
    void refresh();
    const isDue = () =>
      document.visibilityState === 'visible' &&
      (!isSeldom || answeredMs === null || performance.now() - answeredMs > SELDOM_MS);
    const timer = setInterval(() => isDue() && void refresh(), REFRESH_MS);
    return () => {
      clearInterval(timer);
      leaving.abort();
    };
  }, [keep, ask, stored, isOut, isSeldom]);

  return current;
}

function remembered<T>(keep: string | null): { keep: string | null } & FromServer<T> {
  return { keep, data: keep === null ? null : readKept<T>(keep), problem: null, loading: keep !== null };
}
