import { ROLES } from '@bakeloop/contracts';
import { ExternalRepository, PeopleRepository, writeAudit, type Actor, type Database } from '@bakeloop/db';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { IdentityError } from './errors.js';
import { digestOf, newSecret } from './secrets.js';
import { Sessions, type From } from './sessions.js';

/** Typing a password and a code there, with a search for the phone in between. */
const LIFE_MS = 10 * 60_000;

/** An organisation's own door (OpenID Connect), as it is configured. */
export const externalDoor = z.strictObject({
  /** In the address of the button, for example `psp`. */
  id: z.string().regex(/^[a-z0-9-]{1,32}$/, 'lower case letters, digits and hyphens'),
  /** On the button. */
  name: z.string().trim().min(1).max(80),
  issuer: z
    .url()
    .refine((url) => /^https:|^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(url), 'https, please'),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  /** Whose people come in by it. It is made when there is none, by an admin. */
  organisation: z.string().min(1),
  /** What they are when they come for the first time. */
  role: z.enum(ROLES),
  /** Whose addresses this door vouches for: of others nobody comes in by it. */
  emailDomains: z.array(z.string().toLowerCase().min(3)).min(1),
  /** Its sign-in takes two factors of everybody. Otherwise staff and admins who come by it are asked for one of ours. */
  secondFactor: z.boolean().default(false),
});
export type ExternalDoor = z.infer<typeof externalDoor>;

const claimsOf = z.object({
  sub: z.string().min(1).max(255),
  email: z.email().max(200).toLowerCase(),
  email_verified: z.literal(true),
  name: z.string().max(200).optional(),
});

/** Lets people in who sign in at their own organisation's door. */
export class ExternalSignIn {
  private readonly discovered = new Map<string, Promise<oidc.Configuration>>();
  private readonly repository: ExternalRepository;
  private readonly sessions: Sessions;

  /** @param callbackUrl where the doors send people back to */
  constructor(
    private readonly database: Database,
    readonly doors: readonly ExternalDoor[],
    private readonly callbackUrl: string,
  ) {
    this.repository = new ExternalRepository(database);
    this.sessions = new Sessions(database);
  }

  /**
   * @param next path of the page that is wanted
   * @returns where to send the browser, and the state that it has to bring back
   */
  async begin(id: string, next: string): Promise<{ url: URL; state: string }> {
    const door = this.doors.find((one) => one.id === id);
    if (!door) throw new IdentityError('missing', 'There is no such door.');
    const configuration = await this.configurationOf(door);
    const verifier = oidc.randomPKCECodeVerifier();
    const nonce = oidc.randomNonce();
    const state = newSecret();
    await this.repository.begin(state.digest, { issuer: door.issuer, verifier, nonce, next }, LIFE_MS);
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.callbackUrl,
      scope: 'openid email profile',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: state.text,
      nonce,
    });
    return { url, state: state.text };
  }

  /**
   * @param query of the address that the door sent the browser back to
   * @param state that this browser set out with: another one's sign-in is not to be ended here
   * @returns the secret of a session, and the page that was wanted
   */
  async end(
    query: string,
    state: string | null,
    from: From,
    actor: Actor,
  ): Promise<{ secret: string; next: string }> {
    const begun = state === null ? null : await this.repository.take(digestOf(state));
    const door = this.doors.find(({ issuer }) => issuer === begun?.issuer);
    if (state === null || !begun || !door)
      throw new IdentityError('link-over', 'This sign-in took too long or began elsewhere: try again.');
    const claims = await this.claimsFrom(door, query, { ...begun, state });
    const personId = await this.personOf(door, claims, actor);
    const secret = await this.sessions.open(
      this.database,
      { personId, secondFactor: door.secondFactor },
      from,
      actor,
    );
    return { secret, next: begun.next };
  }

  private async claimsFrom(
    door: ExternalDoor,
    query: string,
    begun: { verifier: string; nonce: string; state: string },
  ): Promise<z.output<typeof claimsOf>> {
    const url = new URL(this.callbackUrl);
    url.search = query;
    const tokens = await oidc
      .authorizationCodeGrant(await this.configurationOf(door), url, {
        pkceCodeVerifier: begun.verifier,
        expectedNonce: begun.nonce,
        expectedState: begun.state,
        idTokenExpected: true,
      })
      .catch((error: unknown) => {
        throw new IdentityError('wrong-credentials', `${door.name} did not sign you in.`, { cause: error });
      });
    const claims = claimsOf.safeParse(tokens.claims());
    const domain = claims.data?.email.split('@')[1];
    if (!claims.success || domain === undefined || !door.emailDomains.includes(domain))
      throw new IdentityError(
        'beyond-rights',
        `${door.name} does not vouch for an e-mail address of ${door.emailDomains.join(' or ')}.`,
      );
    return claims.data;
  }

  /** Who it is: known by the door's own number, or by an address that the door vouches for. */
  private async personOf(
    door: ExternalDoor,
    { sub, email, name }: z.output<typeof claimsOf>,
    actor: Actor,
  ): Promise<string> {
    const known = await this.repository.personOf(door.issuer, sub);
    if (known !== null) return known;
    return this.database.transaction(async (sql) => {
      const people = new PeopleRepository(sql);
      const organisationId = await people.organisationByName(door.organisation);
      if (organisationId === null)
        throw new IdentityError(
          'missing',
          `There is no organisation "${door.organisation}" yet: tell an admin.`,
        );
      const personId = await people.findOrMake(email, name ?? email);
      const before = await people.one(personId);
      // Whoever has a role there keeps it.
      if (!before?.memberships.some((one) => one.organisationId === organisationId))
        await people.join(personId, organisationId, door.role);
      await new ExternalRepository(sql).bind(door.issuer, sub, personId);
      await writeAudit(
        sql,
        { ...actor, kind: 'person', id: personId },
        {
          action: 'person.bound',
          subject: `person:${personId}`,
          after: { issuer: door.issuer, organisationId, role: door.role },
        },
      );
      return personId;
    });
  }

  /** Asked for when it is first needed: a door that is away at our start holds nothing up. */
  private configurationOf(door: ExternalDoor): Promise<oidc.Configuration> {
    let configuration = this.discovered.get(door.id);
    if (!configuration) {
      const isHere = new URL(door.issuer).protocol === 'http:';
      configuration = oidc.discovery(new URL(door.issuer), door.clientId, door.clientSecret, undefined, {
        timeout: 10,
        // The signature of what it says is looked at too, not only the line that it came by.
        execute: [oidc.enableNonRepudiationChecks, ...(isHere ? [oidc.allowInsecureRequests] : [])],
      });
      configuration.catch(() => this.discovered.delete(door.id));
      this.discovered.set(door.id, configuration);
    }
    return configuration.catch((error: unknown) => {
      throw new IdentityError('away', `${door.name} does not answer: try again shortly.`, { cause: error });
    });
  }
}
