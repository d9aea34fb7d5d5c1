import type { SessionAnswer } from '@bakeloop/contracts';
import { call, SESSION_KEY } from '@bakeloop/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChevronDown, CircleUserRound } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { ROLE_NAMES } from '../data/role-words.js';
import { menuOf } from '../data/screens.js';

/** Who is signed in, with what they may see beside the bar, and the way out. */
export function AccountMenu({
  session,
  person,
}: {
  session: SessionAnswer;
  person: NonNullable<SessionAnswer['person']>;
}) {
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = ({ target }: Event) => {
      if (target instanceof Node && !place.current?.contains(target)) setOpen(false);
    };
    const escape = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', escape);
    };
  }, [open]);
  const roles = [...new Set(person.memberships.map(({ role }) => ROLE_NAMES[role]))].join(', ');
  return (
    <div className="account-menu" ref={place}>
      <button
        ref={button}
        type="button"
        className="account-button"
        aria-expanded={open}
        aria-controls="account-list"
        aria-label={`${person.name}: account and more pages`}
        onClick={() => setOpen(!open)}
      >
        <CircleUserRound size={20} aria-hidden />
        <span className="account-name">{person.name}</span>
        <ChevronDown size={16} aria-hidden />
      </button>
      <div id="account-list" className="account-list" hidden={!open}>
        <p>
          <strong>{person.name}</strong>
          <span className="quiet">{person.email}</span>
          <span className="quiet">{roles === '' ? 'in no organisation yet' : roles}</span>
        </p>
        <nav aria-label="Account and more">
          {menuOf(session).map(({ path, name }) =>
            path === '/operator' ? (
              // Another app: the browser goes there.
              <a key={path} href="/operator/">
                {name}
              </a>
            ) : (
              <Link key={path} to={path}>
                {name}
              </Link>
            ),
          )}
        </nav>
        <SignOut />
      </div>
    </div>
  );
}

function SignOut() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const leaving = useMutation({
    mutationFn: () => call('signOut', {}),
    // Also where the answer is that one was signed out already.
    onSettled: () => queries.invalidateQueries({ queryKey: SESSION_KEY }),
    onSuccess: () => navigate('/'),
  });
  return (
    <>
      <button type="button" disabled={leaving.isPending} onClick={() => leaving.mutate()}>
        Sign out
      </button>
      <p role="alert" className="account-fault">
        {leaving.error?.message}
      </p>
    </>
  );
}
