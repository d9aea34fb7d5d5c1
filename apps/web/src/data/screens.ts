import { SCREENS, type Permission, type SessionAnswer } from '@bakeloop/contracts';
import { mayIn } from './reaches.js';

/** The screen that an address belongs to; null: none that we know of. */
export function screenAt(pathname: string): { path: string; permission: Permission } | null {
  const within = (path: string) =>
    path === '/' ? pathname === '/' : pathname === path || pathname.startsWith(`${path}/`);
  return SCREENS.find(({ path }) => within(path)) ?? null;
}

/** How the bar of every page names screens, in its order; the others are reached from these and from the account's menu. */
const IN_BAR: readonly { path: string; name: string; wide?: true }[] = [
  { path: '/', name: 'Impact' },
  { path: '/fleet', name: 'Fleet' },
  { path: '/alarms', name: 'Alarms' },
  { path: '/compare', name: 'Compare', wide: true },
  { path: '/method', name: 'Method' },
  { path: '/reference', name: 'Reference data', wide: true },
];
const IN_MENU: readonly { path: string; name: string }[] = [
  { path: '/account', name: 'Your account' },
  { path: '/operator', name: 'Log on a phone' },
  { path: '/sponsors', name: 'Sponsors' },
  { path: '/shared-links', name: 'Links to share' },
  { path: '/reports', name: 'Reports' },
  { path: '/quality', name: 'Data quality' },
  { path: '/photos', name: 'Photos' },
  { path: '/refused', name: 'What was refused' },
  { path: '/line', name: 'How the line does' },
  { path: '/people', name: 'People' },
  { path: '/audit', name: 'Who did what' },
  { path: '/permissions', name: 'Who may do what' },
];

const visible = <S extends { path: string }>(screens: readonly S[], session: SessionAnswer | undefined) =>
  screens.filter(({ path }) => {
    const permission = screenAt(path)?.permission;
    return permission === 'public.see' || (permission !== undefined && mayIn(session, permission));
  });

/** The screens in the bar that who looks may see. Where alarms are among them, a phone reaches the start by the mark alone. */
export function barOf(session: SessionAnswer | undefined): typeof IN_BAR {
  const seen = visible(IN_BAR, session);
  const isFull = seen.some(({ path }) => path === '/alarms');
  return isFull ? seen.map((one) => (one.path === '/' ? { ...one, wide: true } : one)) : seen;
}
/** The screens in the account's menu that who looks may see. */
export const menuOf = (session: SessionAnswer | undefined) => visible(IN_MENU, session);

/** Where somebody wants to be who has just signed in. */
export function landingOf(session: SessionAnswer): string {
  const roles = new Set(session.person?.memberships.map(({ role }) => role));
  if (roles.size === 1 && roles.has('operator')) return '/operator/';
  return mayIn(session, 'kitchen.see') ? '/fleet' : '/account';
}
