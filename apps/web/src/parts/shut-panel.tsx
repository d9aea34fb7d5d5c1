import type { PublicLanguage } from '@bakeloop/contracts';
import { LogIn, ShieldQuestion } from 'lucide-react';
import { useLocation } from 'react-router';
import { useLanguage } from '../data/language.js';
import { signInPath } from '../data/next-path.js';
import { SpokenLink } from './spoken-link.js';
import { useTitle } from './use-title.js';

interface Words {
  signIn: string;
  toSee: string;
  ended: string;
  start: string;
  notYours: string;
  mayNot: string;
  /** Around the link to who may do what. */
  asWho: (name: string) => readonly [before: string, link: string, after: string];
  account: string;
}

const WORDS: Record<PublicLanguage, Words> = {
  en: {
    signIn: 'Sign in',
    toSee: 'Sign in to see this',
    ended: 'This page is for people with an account. If you were signed in just now, that session has ended.',
    start: 'To the start page',
    notYours: 'Not yours to see',
    mayNot: 'Your account may not see this',
    asWho: (name) => [
      `You are signed in as ${name}. Whoever invited you, or an admin, can give you another role; `,
      'who may do what',
      ' lists what each may.',
    ],
    account: 'Your account',
  },
  nl: {
    signIn: 'Inloggen',
    toSee: 'Log in om dit te zien',
    ended: 'Deze pagina is voor mensen met een account. Was u net nog ingelogd, dan is die sessie voorbij.',
    start: 'Naar de startpagina',
    notYours: 'Niet aan u om te zien',
    mayNot: 'Uw account mag dit niet zien',
    asWho: (name) => [
      `U bent ingelogd als ${name}. Wie u uitnodigde, of een beheerder, kan u een andere rol geven; `,
      'wie wat mag',
      ' noemt wat elke rol mag.',
    ],
    account: 'Uw account',
  },
};

/** Instead of a page that who looks may not see: why, and what they can do about it. @param name null: nobody is signed in */
export const ShutPanel = ({ name }: { name: string | null }) =>
  name === null ? <SignInPanel /> : <NotYoursPanel name={name} />;

function SignInPanel() {
  const language = useLanguage();
  const words = WORDS[language];
  useTitle(words.signIn);
  const { pathname, search, hash } = useLocation();
  return (
    <div className="page page-narrow">
      <div className="notice-panel notice-empty">
        <LogIn size={28} aria-hidden />
        <div>
          <h1 className="notice-title">{words.toSee}</h1>
          <p>{words.ended}</p>
          <p className="links">
            <SpokenLink className="button" to={signInPath(pathname + search + hash)} language={language}>
              {words.signIn}
            </SpokenLink>
            <SpokenLink to="/" language={language}>
              {words.start}
            </SpokenLink>
          </p>
        </div>
      </div>
    </div>
  );
}

function NotYoursPanel({ name }: { name: string }) {
  const language = useLanguage();
  const words = WORDS[language];
  useTitle(words.notYours);
  const [before, link, after] = words.asWho(name);
  return (
    <div className="page page-narrow">
      <div className="notice-panel notice-empty">
        <ShieldQuestion size={28} aria-hidden />
        <div>
          <h1 className="notice-title">{words.mayNot}</h1>
          <p>
            {before}
            <SpokenLink to="/permissions" language={language}>
              {link}
            </SpokenLink>
            {after}
          </p>
          <p className="links">
            <SpokenLink to="/" language={language}>
              {words.start}
            </SpokenLink>
            <SpokenLink to="/account" language={language}>
              {words.account}
            </SpokenLink>
          </p>
        </div>
      </div>
    </div>
  );
}
