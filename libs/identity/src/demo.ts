import { ROLES_OF, type OrganisationKind, type Role } from '@bakeloop/contracts';
import {
  KitchenRepository,
  PeopleRepository,
  setDefaultOwner,
  type Actor,
  type Database,
} from '@bakeloop/db';
import { Sessions, type From } from './sessions.js';

const ORGANISATIONS: Record<OrganisationKind, string> = {
  platform: 'Demo platform',
  kitchens: 'Demo kitchens',
  sponsor: 'Demo sponsor',
};
const NAMES: Record<Role, string> = {
  operator: 'Otieno (demo)',
  lead: 'Lerato (demo)',
  staff: 'Sanne (demo)',
  sponsor: 'Priya (demo)',
  admin: 'Anouk (demo)',
};

const kindOf = (role: Role): OrganisationKind => {
  const found = Object.entries(ROLES_OF).find(([, roles]) => (roles as readonly Role[]).includes(role));
  if (!found) throw new TypeError(`no organisation has ${role}s`);
  return found[0] as OrganisationKind;
};

/** The accounts of a demonstration, one a role, which anybody may take. They have no password, so only this door lets in. */
export class DemoAccounts {
  constructor(private readonly database: Database) {}

  /** Kitchens that nobody was said to own are the demonstration's. */
  async prepare(): Promise<void> {
    await setDefaultOwner(this.database, await this.organisation('kitchens'));
  }

  /** @returns the secret of a session */
  async signIn(role: Role, from: From, actor: Actor): Promise<string> {
    const people = new PeopleRepository(this.database);
    const organisationId = await this.organisation(kindOf(role));
    const personId = await people.findOrMake(`${role}@demo.invalid`, NAMES[role], { demo: true });
    await people.join(personId, organisationId, role);
    if (role === 'sponsor') {
      const kitchens = await new KitchenRepository(this.database).ids();
      // Every other one, so that it is to be seen what a sponsor does not see.
      await people.attribute(
        organisationId,
        kitchens.filter((_, index) => index % 2 === 0),
      );
    }
    return new Sessions(this.database).open(this.database, { personId, secondFactor: false }, from, actor);
  }

  private async organisation(kind: OrganisationKind): Promise<string> {
    const people = new PeopleRepository(this.database);
    const id =
      (await people.makeOrganisation(ORGANISATIONS[kind], kind, { demo: true })) ??
      (await people.organisationByName(ORGANISATIONS[kind]));
    if (id === null) throw new Error('the organisation was not stored');
    return id;
  }
}
