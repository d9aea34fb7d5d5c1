import { ROLE_TEXTS, type PublicLanguage, type SessionAnswer } from '@bakeloop/contracts';
import { call, SESSION_KEY } from '@bakeloop/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChevronDown, CircleUserRound } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useFrameWords } from '../data/frame-words.js';
import { useLanguage } from '../data/language.js';
import { menuOf } from '../data/screens.js';
import { SpokenLink } from './spoken-link.js';

interface Words {
  more: (name: string) => string;
  nav: string;
  nowhere: string;
  signOut: string;
}
const WORDS: Record<PublicLanguage, Words> = {
  en: {
    more: (name) => `${name}: account and more pages`,
    nav: 'Account and more',
    nowhere: 'in no organisation yet',
    signOut: 'Sign out',
  },
  nl: {
    more: (name) => `${name}: account en meer pagina’s`,
    nav: 'Account en meer',
    nowhere: 'nog in geen organisatie',
    signOut: 'Uitloggen',
  },
};

/** Who is signed in, with what they may see beside the bar, and the way out. */
export function AccountMenu({
  session,
  person,
}: {
  session: SessionAnswer;
  person: NonNullable<SessionAnswer['person']>;
}) {
  const language = useLanguage();
  const words = WORDS[language];
  const { screens } = useFrameWords();
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
  const roles = [...new Set(person.memberships.map(({ role }) => ROLE_TEXTS[language].names[role]))].join(
    ', ',
  );
  return (
    <div className="account-menu" ref={place}>
      <button
        ref={button}
        type="button"
        className="account-button"
        aria-expanded={open}
        aria-controls="account-list"
        aria-label={words.more(person.name)}
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
          <span className="quiet">{roles === '' ? words.nowhere : roles}</span>
        </p>
        <nav aria-label={words.nav}>
          {menuOf(session).map(({ path, name }) =>
            path === '/operator' ? (
              // Another app: the browser goes there.
              <a key={path} href="/operator/">
                {screens[path] ?? name}
              </a>
            ) : (
              <SpokenLink key={path} to={path} language={language}>
                {screens[path] ?? name}
              </SpokenLink>
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
  const language = useLanguage();
  const { problem } = useFrameWords();
  const leaving = useMutation({
    mutationFn: () => call('signOut', {}),
    // Also where the answer is that one was signed out already.
    onSettled: () => queries.invalidateQueries({ queryKey: SESSION_KEY }),
    onSuccess: () => navigate('/'),
  });
  return (
    <>
      <button type="button" disabled={leaving.isPending} onClick={() => leaving.mutate()}>
        {WORDS[language].signOut}
      </button>
      <p role="alert" className="account-fault">
        {leaving.error === null ? null : problem(leaving.error)}
      </p>
    </>
  );
}
