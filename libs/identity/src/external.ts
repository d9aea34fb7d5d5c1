import { ROLES } from '@bakeloop/contracts';
import {
  ExternalRepository,
  PeopleRepository,
  writeAudit,
  type Actor,
  type Database,
  type ExternalSignInRow,
} from '@bakeloop/db';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { IdentityError } from './errors.js';
import { digestOf, newSecret } from './secrets.js';
import { PROVED_FOR_MS, SESSION_LIFE_MS, Sessions, type From } from './sessions.js';

/** Typing a password and a code there, with a search for the phone in between. */
const LIFE_MS = 10 * 60_000;

const HOUR_MS = 3_600_000;
const words = z.array(z.string().min(1).max(200)).default([]);

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
  /**
   * Whether its sign-in took two factors: of everybody (true), or of whom its token says so, by one of these words (`acr`: how
   * it was, `amr`: by what). Who is asked for a second factor here and came by one is asked for one of ours. A token that says
   * nothing is one of a single factor.
   */
  secondFactor: z
    .union([
      z.boolean(),
      z
        .strictObject({ acr: words, amr: words })
        .refine(({ acr, amr }) => acr.length + amr.length > 0, 'name at least one word, or say false'),
    ])
    .default(false),
  /** After so many hours it is asked again who somebody is, counted from when they proved it there. Absent: as every session. */
  sessionHours: z
    .int()
    .min(1)
    .max(SESSION_LIFE_MS / HOUR_MS)
    .optional(),
});
export type ExternalDoor = z.infer<typeof externalDoor>;

const claimsOf = z.object({
  sub: z.string().min(1).max(255),
  email: z.email().max(200).toLowerCase(),
  email_verified: z.literal(true),
  name: z
    .string()
    .max(200)
    .transform((name) => name.replace(/\p{Cc}/gu, ' '))
    .optional(),
  acr: z.string().optional(),
  amr: z.array(z.string()).optional(),
  auth_time: z.number().optional(),
});
type Claims = z.output<typeof claimsOf>;

/** Whether somebody came by two factors, as the door's token says. */
export function tookTwoFactors(
  { secondFactor }: Pick<ExternalDoor, 'secondFactor'>,
  { acr, amr = [] }: Pick<Claims, 'acr' | 'amr'>,
): boolean {
  if (typeof secondFactor === 'boolean') return secondFactor;
  return (
    (acr !== undefined && secondFactor.acr.includes(acr)) ||
    amr.some((word) => secondFactor.amr.includes(word))
  );
}

/**
 * How long a session from a door lasts, ms, and when its person proved who they are there: null where the token does not say.
 * @returns null where that was too long ago
 */
export function lastsFrom(
  { sessionHours }: Pick<ExternalDoor, 'sessionHours'>,
  { auth_time: provedS }: Pick<Claims, 'auth_time'>,
  nowMs: number,
): { provedAgoMs: number | null; lifeMs: number } | null {
  const provedAgoMs = provedS === undefined ? null : Math.max(0, nowMs - provedS * 1_000);
  const lifeMs = sessionHours === undefined ? SESSION_LIFE_MS : sessionHours * HOUR_MS - (provedAgoMs ?? 0);
  return lifeMs > 0 ? { provedAgoMs, lifeMs } : null;
}

/**
 * How long ago somebody may have proved there who they are, s. A token has to say when that was, then.
 * @returns undefined: as long ago as it may be
 */
function maxAgeS(
  { sessionHours }: Pick<ExternalDoor, 'sessionHours'>,
  { again }: { again: boolean },
): number | undefined {
  const hoursS = sessionHours === undefined ? undefined : (sessionHours * HOUR_MS) / 1_000;
  return again ? Math.min(PROVED_FOR_MS / 1_000, hoursS ?? Infinity) : hoursS;
}

/** A sign-in there that a browser set out for, with the state that it brought back. */
type Begun = ExternalSignInRow & { state: string };

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
   * @param again whoever is signed in there proves again who they are; what comes back is held to it
   * @returns where to send the browser, and the state that it has to bring back
   */
  async begin(
    id: string,
    { next, again }: { next: string; again: boolean },
  ): Promise<{ url: URL; state: string }> {
    const door = this.doors.find((one) => one.id === id);
    if (!door) throw new IdentityError('missing', 'There is no such door.');
    const configuration = await this.configurationOf(door);
    const verifier = oidc.randomPKCECodeVerifier();
    const nonce = oidc.randomNonce();
    const state = newSecret();
    const maxAge = maxAgeS(door, { again });
    await this.repository.begin(state.digest, { issuer: door.issuer, verifier, nonce, next, again }, LIFE_MS);
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.callbackUrl,
      scope: 'openid email profile',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: state.text,
      nonce,
      // Whoever is signed in there says again who they are, now.
      ...(again
        ? { prompt: 'login', max_age: '0' }
        : maxAge === undefined
          ? {}
          : { max_age: String(maxAge) }),
      ...(typeof door.secondFactor === 'object' && door.secondFactor.acr.length > 0
        ? { acr_values: door.secondFactor.acr.join(' ') }
        : {}),
    });
    return { url, state: state.text };
  }

  /**
   * Takes up, once, what a browser set out for.
   * @param state that it set out with: another one's sign-in is not to be ended here
   * @returns null: it took too long, or began elsewhere
   */
  async take(state: string | null): Promise<Begun | null> {
    const row = state === null ? null : await this.repository.take(digestOf(state));
    return state === null || row === null ? null : { ...row, state };
  }

  /**
   * @param query of the address that the door sent the browser back to
   * @param begun what this browser set out for
   * @returns the secret of a session, and the page that was wanted
   */
  async end(
    query: string,
    begun: Begun | null,
    from: From,
    actor: Actor,
  ): Promise<{ secret: string; next: string }> {
    const door = this.doors.find(({ issuer }) => issuer === begun?.issuer);
    if (!begun || !door)
      throw new IdentityError('link-over', 'This sign-in took too long or began elsewhere: try again.');
    const claims = await this.claimsFrom(door, query, begun);
    const lasts = lastsFrom(door, claims, Date.now());
    if (lasts === null)
      throw new IdentityError('link-over', `You signed in at ${door.name} too long ago: do it again.`);
    const personId = await this.personOf(door, claims, actor);
    const secret = await this.sessions.open(
      this.database,
      { personId, secondFactor: tookTwoFactors(door, claims), ...lasts },
      from,
      actor,
    );
    return { secret, next: begun.next };
  }

  private async claimsFrom(door: ExternalDoor, query: string, begun: Begun): Promise<Claims> {
    const url = new URL(this.callbackUrl);
    url.search = query;
    const maxAge = maxAgeS(door, begun);
    const tokens = await oidc
      .authorizationCodeGrant(await this.configurationOf(door), url, {
        pkceCodeVerifier: begun.verifier,
        expectedNonce: begun.nonce,
        expectedState: begun.state,
        idTokenExpected: true,
        // So a token has to say when that was, and not longer ago.
        ...(maxAge === undefined ? {} : { maxAge }),
      })
      .catch((error: unknown) => {
        throw begun.again
          ? new IdentityError('not-proved', `${door.name} does not say that you signed in there just now.`, {
              cause: error,
            })
          : new IdentityError('wrong-credentials', `${door.name} did not sign you in.`, { cause: error });
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
  private async personOf(door: ExternalDoor, { sub, email, name }: Claims, actor: Actor): Promise<string> {
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
