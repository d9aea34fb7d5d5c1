import type { SessionAnswer } from '@bakeloop/contracts';
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
  // Closed before it is taken away, so that the focus goes back to where it was.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  const by = session?.person?.comesBy;
  const hasPassword = by?.password === true;
  const hasPasskey = by?.passkey === true;
  const doors = session?.doors.filter(({ id }) => by?.doors.includes(id)) ?? [];
  const hasOthers = hasPasskey || doors.length > 0;
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
      {hasPassword ? <PasswordProof proved={proved} cancel={cancel} /> : null}
      {hasOthers ? (
        <div className={hasPassword ? 'proof-others' : undefined}>
          <p className="quiet">{hasPassword ? 'Or prove it as you came:' : 'Prove it as you came:'}</p>
          <p className="links">
            {hasPasskey ? <PasskeyDoor proves onEntered={proved} /> : null}
            {doors.map((door) => (
              <DoorAgain key={door.id} {...door} />
            ))}
          </p>
        </div>
      ) : null}
      {hasPassword ? null : (
        <p className="links">
          {hasOthers ? null : (
            <span>
              You have nothing here to prove it by. An admin makes a link for you on their page of people.
            </span>
          )}
          <button type="button" className="button button-quiet" onClick={cancel}>
            Cancel
          </button>
        </p>
      )}
    </dialog>
  );
}

/** By one's password, and by a code where one has an authenticator. */
function PasswordProof({ proved, cancel }: { proved: () => void; cancel: () => void }) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const proving = useMutation({
    mutationFn: () => callConsole('proveAgain', { body: { password, ...(code === null ? {} : { code }) } }),
    onSuccess: proved,
    onError: (error) => {
      if (['/problems/code-needed', '/problems/wrong-code'].includes(kindOf(error) ?? '')) setCode('');
    },
  });
  const isFirstAsking = kindOf(proving.error) === '/problems/code-needed';
  return (
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
      {isFirstAsking ? <p role="status">{proving.error?.message}</p> : <FormProblem error={proving.error} />}
      <p className="links">
        <button type="submit" className="button" disabled={proving.isPending}>
          Go on
        </button>
        <button type="button" className="button button-quiet" onClick={cancel}>
          Cancel
        </button>
      </p>
    </form>
  );
}

/** To one's organisation's own door, and back to this page. */
function DoorAgain({ id, name }: SessionAnswer['doors'][number]) {
  const { pathname, search } = useLocation();
  const next = encodeURIComponent(pathname + search);
  return (
    <a className="button button-quiet" href={`/api/v1/doors/${encodeURIComponent(id)}?next=${next}&again`}>
      Sign in again with {name}
    </a>
  );
}
