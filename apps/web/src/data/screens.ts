import { SCREENS, type Permission, type PublicLanguage, type SessionAnswer } from '@bakeloop/contracts';
import { mayIn } from './reaches.js';

/** The screen that an address belongs to; null: none that we know of. */
export function screenAt(pathname: string): { path: string; permission: Permission } | null {
  const within = (path: string) =>
    path === '/' ? pathname === '/' : pathname === path || pathname.startsWith(`${path}/`);
  return SCREENS.find(({ path }) => within(path)) ?? null;
}

type Name = Record<PublicLanguage, string>;
/** How the bar of every page names screens, in its order; the others are reached from these and from the account's menu. */
const IN_BAR: readonly { path: string; name: Name; wide?: true }[] = [
  { path: '/', name: { en: 'Impact', nl: 'Resultaat' } },
  { path: '/fleet', name: { en: 'Fleet', nl: 'Keukens' } },
  { path: '/alarms', name: { en: 'Alarms', nl: 'Alarmen' } },
  { path: '/compare', name: { en: 'Compare', nl: 'Vergelijken' }, wide: true },
  { path: '/method', name: { en: 'Method', nl: 'Methode' } },
  { path: '/reference', name: { en: 'Reference data', nl: 'Referentiegegevens' }, wide: true },
];
const IN_MENU: readonly { path: string; name: Name }[] = [
  { path: '/account', name: { en: 'Your account', nl: 'Uw account' } },
  { path: '/operator', name: { en: 'Log on a phone', nl: 'Vastleggen op een telefoon' } },
  { path: '/sponsors', name: { en: 'Sponsors', nl: 'Sponsors' } },
  { path: '/shared-links', name: { en: 'Links to share', nl: 'Links om te delen' } },
  { path: '/reports', name: { en: 'Reports', nl: 'Rapporten' } },
  { path: '/quality', name: { en: 'Data quality', nl: 'Kwaliteit van de gegevens' } },
  { path: '/photos', name: { en: 'Photos', nl: 'Foto’s' } },
  { path: '/refused', name: { en: 'What was refused', nl: 'Wat is geweigerd' } },
  { path: '/line', name: { en: 'How the line does', nl: 'Hoe de lijn het doet' } },
  { path: '/people', name: { en: 'People', nl: 'Mensen' } },
  { path: '/audit', name: { en: 'Who did what', nl: 'Wie wat deed' } },
  { path: '/permissions', name: { en: 'Who may do what', nl: 'Wie wat mag' } },
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
