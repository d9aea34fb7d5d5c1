import { lazy, Suspense, useEffect, useRef, type ReactNode } from 'react';
import { Link, NavLink, useLocation, useNavigationType } from 'react-router';
import markUrl from '../assets/mark.svg';
import { barOf } from '../data/screens.js';
import { useStatus } from '../data/use-figures.js';
import { useFreshForWhoLooks, useSession } from '../data/use-session.js';
import { PageBoundary } from '../pages/broken-page.js';
import { AccountPlace } from './account-place.js';
import { Gate } from './gate.js';
import { ConnectionMark } from './connection-mark.js';
import { DemoBanner } from './notices.js';
import { SchemeSwitch } from './scheme-switch.js';
import './shell.css';

// For who may see alarms: the public page does without it.
const AlarmCount = lazy(async () => ({ default: (await import('./alarm-count.js')).AlarmCount }));

/** The same page in Dutch, where there is one; else where Dutch begins. */
function dutchPath(pathname: string, search: string): string {
  const query = new URLSearchParams(search);
  query.set('lang', 'nl');
  const isInDutch = /^\/(method$|sign-in$|metrics\/|(reference|sponsors)(\/|$))/.test(pathname);
  return isInDutch ? `${pathname}?${query.toString()}` : '/?lang=nl';
}

/** Header, page and footer. A new page starts at its top and takes the focus, for those who cannot see it change. */
export function Shell({ children }: { children: ReactNode }) {
  const { pathname, search } = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const way = useNavigationType();
  const status = useStatus();
  const session = useSession();
  useFreshForWhoLooks();
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
    <>
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <header className="bar">
        <Link to="/" className="mark" aria-label="Bakeloop, start page">
          <img src={markUrl} width={30} height={30} alt="" />
          <span>Bakeloop</span>
        </Link>
        <nav aria-label="Pages">
          {barOf(session.data).map(({ path, name, wide }) => (
            <NavLink key={path} to={path} end={path === '/'} className={wide ? 'bar-wide' : ''}>
              {name}
              {path === '/alarms' ? (
                <Suspense fallback={null}>
                  <AlarmCount />
                </Suspense>
              ) : null}
            </NavLink>
          ))}
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
        <p>
          Bakeloop follows every kilogram of plastic from the gate of a mobile kitchen to the wall it ends up
          in. Every figure says how sure it is and what it rests on; what is not known is shown as not known.
        </p>
        <p>
          <Link to="/reference">Reference data</Link> behind the figures, with every version.{' '}
          <Link to="/permissions">Who may do what</Link>. Map: Natural Earth, public domain. Data for
          programs: <a href="/api/docs">/api/docs</a>.{' '}
          <a href={dutchPath(pathname, search)} hrefLang="nl" lang="nl">
            Nederlands
          </a>
        </p>
      </footer>
    </>
  );
}
