import { hasPlainTwin, type PublicLanguage } from '@bakeloop/contracts';
import type { ReactNode } from 'react';
import { Link, NavLink } from 'react-router';

/** Where an address leads whoever reads Dutch: to the page as the server makes it, where the app has it in English alone. */
function dutchHref(to: string): string | null {
  const [path = '', query = ''] = to.split('?');
  if (path !== '/' && !hasPlainTwin(path)) return null;
  const search = new URLSearchParams(query);
  search.set('lang', 'nl');
  return `${path}?${search.toString()}`;
}

/** To another page, in the language one is in where that page has it. @param isNav says so where it leads to the page one is on */
export function SpokenLink({
  to,
  language,
  isNav = false,
  className = '',
  label,
  children,
}: {
  to: string;
  language: PublicLanguage;
  isNav?: boolean;
  className?: string;
  label?: string;
  children: ReactNode;
}) {
  const href = language === 'nl' ? dutchHref(to) : null;
  const said = { className, 'aria-label': label };
  if (href !== null)
    return (
      <a href={href} {...said}>
        {children}
      </a>
    );
  return isNav ? (
    <NavLink to={to} end={to === '/'} {...said}>
      {children}
    </NavLink>
  ) : (
    <Link to={to} {...said}>
      {children}
    </Link>
  );
}
