/**
 * Who may do what: the one table that the API enforces, the pages follow, and `/permissions` shows. A route, a live room
 * and a screen each name one permission; what none names does not start.
 */
export const ROLES = ['operator', 'lead', 'staff', 'sponsor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Kinds of organisation, with the roles that its people can have. */
export const ROLES_OF = {
  platform: ['staff', 'admin'],
  kitchens: ['operator', 'lead'],
  sponsor: ['sponsor'],
} as const satisfies Record<string, readonly Role[]>;
export type OrganisationKind = keyof typeof ROLES_OF;

/**
 * Whose things somebody may do something with: of nobody; of the kitchens that their organisation owns; of those that are
 * attributed to it; of all.
 */
export const REACHES = ['none', 'own', 'attributed', 'all'] as const;
export type Reach = (typeof REACHES)[number];

interface PermissionRow extends Record<Role, Reach> {
  /** Completes "may …". */
  says: string;
  /** Without a sign-in. */
  public: 'none' | 'all';
}

const everybody = (says: string): PermissionRow => ({
  says,
  public: 'all',
  operator: 'all',
  lead: 'all',
  staff: 'all',
  sponsor: 'all',
  admin: 'all',
});
const signedIn = (says: string): PermissionRow => ({ ...everybody(says), public: 'none' });
const only = (says: string, reaches: Partial<Record<Role, Reach>>): PermissionRow => ({
  says,
  public: 'none',
  operator: 'none',
  lead: 'none',
  staff: 'none',
  sponsor: 'none',
  admin: 'all',
  ...reaches,
});

export const PERMISSIONS = {
  'public.see': everybody('see the public figures, how they are made, and the reference data behind them'),
  'session.open': everybody('sign in, and follow a link that somebody was given'),
  'factor.set': signedIn('set up a second factor or prove it, and sign out'),
  'account.manage': signedIn('see and change their own account, sessions and tokens'),
  'kitchen.see': only('see a kitchen: its batches, lots, events, figures and their evidence', {
    operator: 'own',
    lead: 'own',
    staff: 'all',
    sponsor: 'attributed',
  }),
  'kitchen.watch': only('watch a kitchen live: its values, charts, troubles and commands', {
    operator: 'own',
    lead: 'own',
    staff: 'all',
  }),
  'fleet.see': only('see all kitchens together: flows, evidence and changes of the whole', { staff: 'all' }),
  'log.write': only('log deliveries and batches, and correct their own entries for a day', {
    operator: 'own',
    lead: 'own',
    staff: 'all',
  }),
  'photo.see': only('see the photos of a kitchen', { operator: 'own', lead: 'own', staff: 'all' }),
  'photo.review': only('say which photos everybody may see, and take photos away', {
    lead: 'own',
    staff: 'all',
  }),
  'log.correct': only('correct what others logged, however old', { lead: 'own', staff: 'all' }),
  'kitchen.annotate': only('write notes on a kitchen and its charts, and change their own', {
    operator: 'own',
    lead: 'own',
    staff: 'all',
  }),
  'kitchen.plan': only('say how much a kitchen is to make in a day', { lead: 'own', staff: 'all' }),
  'kitchen.command': only('ask a kitchen for something', { lead: 'own', staff: 'all' }),
  'alarm.see': only('see alarms, and be told of them', { operator: 'own', lead: 'own', staff: 'all' }),
  'alarm.act': only('acknowledge alarms, comment, silence them, and say who looks after one', {
    lead: 'own',
    staff: 'all',
  }),
  'alarm.rules.set': only('set what an alarm is raised for', { staff: 'all' }),
  'device.manage': only('give kitchens their credentials, renew and revoke them', {
    lead: 'own',
    staff: 'all',
  }),
  'quality.see': only('see how good the data of a kitchen are: gaps, refusals, corrections, clocks, checks', {
    operator: 'own',
    lead: 'own',
    staff: 'all',
  }),
  'correction.review': only('accept or question what was corrected after the fact', { staff: 'all' }),
  'report.see': only('read the weekly and monthly reports', {
    operator: 'own',
    lead: 'own',
    staff: 'all',
    sponsor: 'attributed',
  }),
  'refused.review': only('see what was refused, as it came too, and replay, amend or dismiss it', {
    staff: 'all',
  }),
  'line.see': only('see how the line from the kitchens to the database does', { staff: 'all' }),
  'reference.publish': only('publish reference data', { staff: 'all' }),
  'share.see': only('see what is allocated to a sponsor, batch by batch', { staff: 'all', sponsor: 'own' }),
  'share.allocate': only('allocate what batches made to sponsors, and retire that', { staff: 'all' }),
  'link.share': only('make links that show figures without a sign-in, and end them', {
    staff: 'all',
    sponsor: 'own',
  }),
  'story.write': only('write what a kitchen tells of itself', { lead: 'own', staff: 'all' }),
  'story.review': only('publish what somebody else has written of a kitchen', { staff: 'all' }),
  'retention.set': only('set how long readings, and what says something of people, are kept', {}),
  'people.manage': only('invite people into their organisation, and end that', { lead: 'own' }),
  'organisation.manage': only('make organisations, and say whose a kitchen is', {}),
  'audit.read': only('read who did what', {}),
} as const satisfies Record<string, PermissionRow>;
export type Permission = keyof typeof PERMISSIONS;
export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as Permission[];

/** How far a role reaches; a role that somebody does not have is `null`, which is the public. */
export function reachOf(role: Role | null, permission: Permission): Reach {
  return PERMISSIONS[permission][role ?? 'public'];
}

/** Somebody's role in an organisation, with the kitchens that are its own or attributed to it. */
export interface Standing {
  organisationId: string;
  role: Role;
  own: readonly string[];
  attributed: readonly string[];
}

/**
 * The kitchens somebody may do something with: all that they may through any of their roles.
 * @param standings none for the public
 * @returns 'all', or ids; null where they may do it nowhere
 */
export function kitchensWithin(
  standings: readonly Standing[],
  permission: Permission,
): 'all' | ReadonlySet<string> | null {
  if (reachOf(null, permission) === 'all') return 'all';
  const reaches = standings.map((standing) => ({ standing, reach: reachOf(standing.role, permission) }));
  if (reaches.some(({ reach }) => reach === 'all')) return 'all';
  const some = reaches.filter(({ reach }) => reach !== 'none');
  if (some.length === 0) return null;
  return new Set(
    some.flatMap(({ standing, reach }) => (reach === 'own' ? standing.own : standing.attributed)),
  );
}

/** Every screen of the two web apps, by the beginning of its address, with what it takes to see it. */
export const SCREENS = [
  { path: '/', permission: 'public.see' },
  { path: '/method', permission: 'public.see' },
  { path: '/reference', permission: 'public.see' },
  { path: '/metrics', permission: 'public.see' },
  { path: '/permissions', permission: 'public.see' },
  { path: '/sign-in', permission: 'session.open' },
  { path: '/link', permission: 'session.open' },
  { path: '/account', permission: 'account.manage' },
  { path: '/fleet', permission: 'kitchen.see' },
  { path: '/kitchens', permission: 'kitchen.see' },
  { path: '/compare', permission: 'kitchen.see' },
  { path: '/events', permission: 'kitchen.see' },
  { path: '/sponsors', permission: 'share.see' },
  { path: '/shared-links', permission: 'link.share' },
  { path: '/photos', permission: 'photo.review' },
  { path: '/alarms', permission: 'alarm.see' },
  { path: '/refused', permission: 'refused.review' },
  { path: '/quality', permission: 'quality.see' },
  { path: '/reports', permission: 'report.see' },
  { path: '/line', permission: 'line.see' },
  { path: '/people', permission: 'people.manage' },
  { path: '/audit', permission: 'audit.read' },
  { path: '/operator', permission: 'log.write' },
] as const satisfies readonly { path: string; permission: Permission }[];
