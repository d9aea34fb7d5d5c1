import { ROLES_OF, type OrganisationKind, type Reach, type Role } from '@bakeloop/contracts';

/** What each role may, in one line. */
export const ROLE_WORDS: Record<Role, string> = {
  operator: 'Logs deliveries and batches of their kitchens on the phone, and sees what became of them.',
  lead: 'Runs kitchens: watches them live, corrects the log, sends requests and invites people.',
  staff: 'Sees every kitchen live, deals with what was refused and publishes reference data.',
  sponsor: 'Sees the kitchens attributed to them, down to every batch and event.',
  admin: 'May do everything: people, organisations, whose a kitchen is, and who did what.',
};

export const ROLE_NAMES: Record<Role | 'public', string> = {
  public: 'Everybody',
  operator: 'Operator',
  lead: 'Lead',
  staff: 'Staff',
  sponsor: 'Sponsor',
  admin: 'Admin',
};

export const KIND_WORDS: Record<OrganisationKind, string> = {
  platform: 'Runs this Bakeloop',
  kitchens: 'Owns kitchens',
  sponsor: 'Sponsors kitchens',
};

export const REACH_WORDS: Record<Reach, string> = {
  none: 'no',
  own: 'own kitchens',
  attributed: 'attributed kitchens',
  all: 'yes',
};

/** The roles that people of an organisation can have. */
export const rolesOf = (kind: OrganisationKind): readonly Role[] => ROLES_OF[kind];
