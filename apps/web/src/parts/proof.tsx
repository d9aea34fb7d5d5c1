import { useMutation } from '@tanstack/react-query';
import {
  createContext,
  use,
  useCallback,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { useLocation } from 'react-router';
import { callConsole } from '../data/call-console.js';
import { hasPasskeys } from '../data/passkeys.js';
import { useSession } from '../data/use-session.js';
import { CodeField, FormProblem, kindOf, PasswordField } from './form.js';
import { PasskeyDoor } from './passkey-door.js';
import './proof.css';

type Proved = <T>(act: () => Promise<T>) => Promise<T>;
const Proving = createContext<Proved>((act) => act());

/** Does what takes a proof of the last minutes: where the server wants one first, it is asked for, and then it is done. */
export const useProved = (): Proved => use(Proving);

/** Where it is asked for, above what needs it. */
export function ProofPlace({ children }: { children: ReactNode }) {
  const [asking, setAsking] = useState<{ proved: () => void; refused: (why: Error) => void } | null>(null);
  const proved = useCallback<Proved>(async (act) => {
    try {
      return await act();
    } catch (error) {
      if (kindOf(error) !== '/problems/prove-again') throw error;
    }
    await new Promise<void>((given, refused) => setAsking({ proved: given, refused })).finally(() =>
      setAsking(null),
    );
    return act();
  }, []);
  return (
    <Proving value={proved}>
      {children}
      {asking ? (
        <Proof
          proved={asking.proved}
          cancel={() => asking.refused(new Error('It was not proved that it is you: nothing has changed.'))}
        />
      ) : null}
    </Proving>
  );
}

function Proof({ proved, cancel }: { proved: () => void; cancel: () => void }) {
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const { data: session } = useSession();
  const { pathname, search } = useLocation();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  // Closed before it is taken away, so that the focus goes back to where it was.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  const proving = useMutation({
    mutationFn: () => callConsole('proveAgain', { body: { password, ...(code === null ? {} : { code }) } }),
    onSuccess: proved,
    onError: (error) => {
      if (['/problems/code-needed', '/problems/wrong-code'].includes(kindOf(error) ?? '')) setCode('');
    },
  });
  const isFirstAsking = kindOf(proving.error) === '/problems/code-needed';
  const doors = session?.doors ?? [];
  return (
    <dialog
      ref={dialog}
      className="proof"
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        cancel();
      }}
    >
      <h2 id={heading}>Is it still you?</h2>
      <p>
        This changes how somebody signs in, or what is done in your name. It was a while ago that you proved
        who you are.
      </p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          proving.mutate();
        }}
      >
        <PasswordField
          label="Your password"
          autoComplete="current-password"
          autoFocus
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        {code === null ? null : (
          <CodeField autoFocus value={code} onChange={({ target }) => setCode(target.value)} />
        )}
        {isFirstAsking ? (
          <p role="status">{proving.error?.message}</p>
        ) : (
          <FormProblem error={proving.error} />
        )}
        <p className="links">
          <button type="submit" className="button" disabled={proving.isPending}>
            Go on
          </button>
          <button type="button" className="button button-quiet" onClick={cancel}>
            Cancel
          </button>
        </p>
      </form>
      {hasPasskeys() || doors.length > 0 ? (
        <div className="proof-others">
          <p className="quiet">Or prove it as you came:</p>
          <p className="links">
            {hasPasskeys() ? <PasskeyDoor proves onEntered={proved} /> : null}
            {doors.map(({ id, name }) => (
              <a
                key={id}
                className="button button-quiet"
                href={`/api/v1/doors/${encodeURIComponent(id)}?next=${encodeURIComponent(pathname + search)}&again`}
              >
                Sign in again with {name}
              </a>
            ))}
          </p>
        </div>
      ) : null}
    </dialog>
  );
}
