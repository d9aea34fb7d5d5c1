import { hasPlainTwin, type PublicLanguage } from '@bakeloop/contracts';
import { Locale } from '@bakeloop/ui';
import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation, useNavigationType, type Location } from 'react-router';
import markUrl from '../assets/mark.svg';
import { useFrameWords } from '../data/frame-words.js';
import { isBilingual, useLanguage } from '../data/language.js';
import { barOf } from '../data/screens.js';
import { useStatus } from '../data/use-figures.js';
import { useFreshForWhoLooks, useSession } from '../data/use-session.js';
import { PageBoundary } from '../pages/broken-page.js';
import { AccountPlace } from './account-place.js';
import { Gate } from './gate.js';
import { ConnectionMark } from './connection-mark.js';
import { later } from './later.js';
import { DemoBanner } from './notices.js';
import { SchemeSwitch } from './scheme-switch.js';
import { SpokenLink } from './spoken-link.js';
import './shell.css';

// For who may see alarms: the public page does without it.
const AlarmCount = later(async () => (await import('./signed-in-bar.js')).AlarmCount);

const OTHER = {
  en: { language: 'nl', name: 'Nederlands' },
  nl: { language: 'en', name: 'English' },
} as const;

/** The same page in the other language, where it has it; else where that begins. */
function otherPath({ pathname, search, hash }: Location, language: PublicLanguage): string {
  const query = new URLSearchParams(search);
  query.set('lang', language);
  return hasPlainTwin(pathname) || isBilingual(pathname)
    ? `${pathname}?${query.toString()}${hash}`
    : `/?lang=${language}`;
}

/** Header, page and footer. A new page starts at its top and takes the focus, for those who cannot see it change. */
export function Shell({ children }: { children: ReactNode }) {
  const place = useLocation();
  const { pathname } = place;
  const language = useLanguage();
  const words = useFrameWords();
  const other = OTHER[language];
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const way = useNavigationType();
  const status = useStatus();
  const session = useSession();
  useFreshForWhoLooks();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    // An anchor is the page's own business.
    if (location.hash !== '') return;
    main.current?.focus({ preventScroll: true });
    // Going back, the browser returns to where one was.
    if (way !== 'POP') scrollTo(0, 0);
  }, [pathname, way]);
  return (
    <Locale locale={language === 'en' ? undefined : language}>
      <a className="skip" href="#page">
        {words.skip}
      </a>
      <header className="bar">
        <SpokenLink to="/" language={language} className="mark" label={words.start}>
          <img src={markUrl} width={30} height={30} alt="" />
          <span>Bakeloop</span>
        </SpokenLink>
        <nav aria-label={words.pages}>
          {barOf(session.data).map(({ path, name, wide }) => {
            // Dutch names are longer: a phone reaches the start by the mark alone.
            const isWide = wide || (path === '/' && language === 'nl');
            return (
              <SpokenLink key={path} to={path} language={language} isNav className={isWide ? 'bar-wide' : ''}>
                {words.screens[path] ?? name}
                {path === '/alarms' ? <AlarmCount /> : null}
              </SpokenLink>
            );
          })}
        </nav>
        <ConnectionMark />
        <SchemeSwitch />
        <AccountPlace />
      </header>
      <main id="page" ref={main} tabIndex={-1}>
        <DemoBanner status={status.data} />
        <PageBoundary resetKey={pathname}>
          <Gate>{children}</Gate>
        </PageBoundary>
      </main>
      <footer className="foot">
        <p>{words.foot}</p>
        <p>
          <SpokenLink to="/reference" language={language}>
            {words.reference}
          </SpokenLink>{' '}
          {words.versions}{' '}
          <SpokenLink to="/permissions" language={language}>
            {words.permissions}
          </SpokenLink>
          . {words.map} <a href="/api/docs">/api/docs</a>.{' '}
          <a href={otherPath(place, other.language)} hrefLang={other.language} lang={other.language}>
            {other.name}
          </a>
        </p>
      </footer>
    </Locale>
  );
}
