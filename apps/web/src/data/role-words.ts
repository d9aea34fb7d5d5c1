import { ROLE_TEXTS, ROLES_OF, type OrganisationKind, type Role } from '@bakeloop/contracts';

/** Of pages in English: what roles are called, what each may in one line, and how far they reach. */
export const { names: ROLE_NAMES, may: ROLE_WORDS, reaches: REACH_WORDS } = ROLE_TEXTS.en;

export const KIND_WORDS: Record<OrganisationKind, string> = {
  platform: 'Runs this Bakeloop',
  kitchens: 'Owns kitchens',
  sponsor: 'Sponsors kitchens',
};

/** The roles that people of an organisation can have. */
export const rolesOf = (kind: OrganisationKind): readonly Role[] => ROLES_OF[kind];
