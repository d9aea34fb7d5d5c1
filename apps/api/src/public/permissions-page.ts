import {
  PERMISSION_NAMES,
  PERMISSIONS,
  PERMISSIONS_NL,
  ROLE_TEXTS,
  ROLES,
  type Permission,
  type PublicLanguage,
} from '@bakeloop/contracts';
import { escaped, htmlTable } from './html.js';
import { inApp } from './language.js';
import { publicPage } from './layout.js';
import { PAGE_WORDS } from './page-words.js';

interface Words {
  lead: string;
  may: string;
  roles: string;
  reach: string;
  inApp: string;
}

const WORDS: Record<PublicLanguage, Words> = {
  en: {
    lead: 'This is the table that every request is checked against, not a description of it. People have a role in an organisation; it reaches as far as the table says.',
    may: 'May …',
    roles: 'The roles',
    reach:
      'Own kitchens are those that one’s organisation owns; attributed ones those that an admin has given a sponsor to see. A kitchen out of somebody’s reach is answered as one that never was.',
    inApp: 'The same page with every address of the API below what it takes',
  },
  nl: {
    lead: 'Dit is de tabel waaraan elk verzoek wordt getoetst, niet een beschrijving ervan. Mensen hebben een rol in een organisatie; die reikt zo ver als de tabel zegt.',
    may: 'Mag …',
    roles: 'De rollen',
    reach:
      'Eigen keukens zijn die van de eigen organisatie; toegewezen zijn die welke een beheerder een sponsor te zien gaf. Een keuken buiten iemands bereik wordt beantwoord als een die er nooit was.',
    inApp: 'Dezelfde pagina met elk adres van de API onder wat ervoor nodig is (Engels)',
  },
};

const COLUMNS = ['public', ...ROLES] as const;

/** Who may do what, whole without any script: the very table that the API enforces. */
export function permissionsPage({ language, origin }: { language: PublicLanguage; origin: string }): string {
  const words = WORDS[language];
  const title = PAGE_WORDS[language].permissions;
  const { names, may, reaches, ownOrganisation } = ROLE_TEXTS[language];
  const says = (name: Permission): string =>
    language === 'nl' ? PERMISSIONS_NL[name] : PERMISSIONS[name].says;
  const rows = PERMISSION_NAMES.map((name) => [
    `<span>${escaped(says(name))} <code>${name}</code></span>`,
    ...COLUMNS.map((column) => {
      const reach = PERMISSIONS[name][column];
      // People belong to organisations, everything else that can be one's own to kitchens.
      return escaped(name === 'people.manage' && reach === 'own' ? ownOrganisation : reaches[reach]);
    }),
  ]);
  const roles = ROLES.map(
    (role) => `<div><dt>${escaped(names[role])}</dt><dd>${escaped(may[role])}</dd></div>`,
  );
  return publicPage({
    language,
    origin,
    title,
    description: words.lead,
    path: '/permissions',
    image: `/cards/portfolio.png?lang=${language}`,
    body: `<h1>${escaped(title)}</h1><p class="lead">${escaped(words.lead)}</p>
${htmlTable(title, [words.may, ...COLUMNS.map((column) => names[column])], rows)}
<h2>${escaped(words.roles)}</h2><dl class="facts">${roles.join('')}</dl><p class="quiet">${escaped(words.reach)}</p>
<p><a href="${inApp('/permissions')}">${escaped(words.inApp)}</a></p>`,
  });
}
