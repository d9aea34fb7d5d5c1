import {
  PasskeyRepository,
  PeopleRepository,
  writeAudit,
  type Actor,
  type Database,
  type PasskeyRow,
} from '@bakeloop/db';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { Accounts } from './accounts.js';
import { IdentityError } from './errors.js';
import type { Principal } from './principal.js';
import { digestOf } from './secrets.js';
import { Sessions, type From } from './sessions.js';

/** Finding the device and one's finger. */
const LIFE_MS = 5 * 60_000;

type Person = NonNullable<Principal['person']>;

/**
 * Signing in with a key that a device holds and a finger or PIN unlocks: two factors in one, of which nothing can be
 * phished or guessed. A key belongs to the origin that people type.
 */
export class Passkeys {
  private readonly repository: PasskeyRepository;
  private readonly sessions: Sessions;
  private readonly site: { id: string; origin: string };

  /** @param publicUrl the origin that people type */
  constructor(
    private readonly database: Database,
    private readonly accounts: Accounts,
    publicUrl: string,
  ) {
    const { hostname, origin } = new URL(publicUrl);
    this.site = { id: hostname, origin };
    this.repository = new PasskeyRepository(database);
    this.sessions = new Sessions(database);
  }

  list(person: Person): Promise<PasskeyRow[]> {
    return this.repository.of(person.id);
  }

  /** What a new key has to sign. */
  async offer(person: Person): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const known = await this.repository.of(person.id);
    const options = await generateRegistrationOptions({
      rpName: 'Bakeloop',
      rpID: this.site.id,
      userID: new TextEncoder().encode(person.id),
      userName: person.email,
      userDisplayName: person.name,
      timeout: LIFE_MS,
      excludeCredentials: known.map(({ id, transports }) => ({ id, transports })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    await this.repository.ask(digestOf(options.challenge), person.id, LIFE_MS);
    return options;
  }

  /** @throws IdentityError wrong-credentials; beyond-rights where an earlier factor has to be proved first */
  async add(
    principal: Principal & { person: Person },
    { name, response }: { name: string; response: RegistrationResponseJSON },
    actor: Actor,
  ): Promise<void> {
    const { person } = principal;
    await this.accounts.mayAddFactor(principal);
    const verified = await verifyRegistrationResponse({
      response,
      expectedChallenge: (challenge) => this.repository.take(digestOf(challenge), person.id),
      expectedOrigin: this.site.origin,
      expectedRPID: this.site.id,
      requireUserVerification: true,
    }).catch(notTaken);
    if (!verified.verified) notTaken();
    const { credential } = verified.registrationInfo;
    const isNew = await this.repository.add({
      id: credential.id,
      personId: person.id,
      name,
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: credential.transports ?? [],
    });
    if (!isNew) notTaken();
    await this.accounts.provedFactor(principal);
    await writeAudit(this.database, actor, {
      action: 'passkey.added',
      subject: `person:${person.id}`,
      after: { name },
    });
  }

  /**
   * @param issuers of the doors that stand open here
   * @throws IdentityError missing; last-way-in where they would not come in any more
   */
  async remove(person: Person, id: string, issuers: readonly string[], actor: Actor): Promise<void> {
    await this.database.transaction(async (sql) => {
      const people = new PeopleRepository(sql);
      // Two that are removed at once wait for each other: else each would be the one that stays for the other.
      await people.lock(person.id);
      if (!(await new PasskeyRepository(sql).remove(id, person.id)))
        throw new IdentityError('missing', 'You have no such passkey.');
      const left = await people.one(person.id);
      const hasDoor = left?.issuers.some((issuer) => issuers.includes(issuer)) ?? false;
      if (!left?.hasPassword && !left?.hasPasskey && !hasDoor)
        throw new IdentityError(
          'last-way-in',
          'This passkey is the only way by which you come in: you have no password and no other sign-in here. Add another passkey first, then remove this one.',
        );
      await people.unproveFactors(person.id);
      await writeAudit(sql, actor, { action: 'passkey.removed', subject: `person:${person.id}` });
    });
  }

  /** What whoever signs in has to sign; it says nothing of who there is. */
  async challenge(): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const options = await generateAuthenticationOptions({
      rpID: this.site.id,
      timeout: LIFE_MS,
      userVerification: 'required',
    });
    await this.repository.ask(digestOf(options.challenge), null, LIFE_MS);
    return options;
  }

  /**
   * @param of whose key it has to be; null: anybody's
   * @returns the secret of a session
   * @throws IdentityError wrong-credentials
   */
  async signIn(
    response: AuthenticationResponseJSON,
    of: string | null,
    from: From,
    actor: Actor,
  ): Promise<string> {
    const known = await this.repository.one(response.id);
    if (!known) notTaken();
    const verified = await verifyAuthenticationResponse({
      response,
      expectedChallenge: (challenge) => this.repository.take(digestOf(challenge), null),
      expectedOrigin: this.site.origin,
      expectedRPID: this.site.id,
      requireUserVerification: true,
      credential: {
        id: known.id,
        publicKey: new Uint8Array(known.publicKey),
        counter: known.counter,
      },
    }).catch(notTaken);
    if (!verified.verified) notTaken();
    await this.repository.used(known.id, verified.authenticationInfo.newCounter);
    if (of !== null && known.personId !== of)
      throw new IdentityError('wrong-credentials', 'This passkey is of another account: use one of yours.');
    return this.sessions.open(this.database, { personId: known.personId, secondFactor: true }, from, actor);
  }
}

function notTaken(cause?: unknown): never {
  throw new IdentityError(
    'wrong-credentials',
    'This passkey was not taken: it is not known here, or it took too long. Try again.',
    { cause },
  );
}
