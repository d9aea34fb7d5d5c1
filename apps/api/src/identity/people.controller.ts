import type { OrganisationRow, PersonRow } from '@bakeloop/db';
import { People } from '@bakeloop/identity';
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { Asks, type Asking } from '../http/authentication.js';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { wordsAsked } from '../http/words-asked.js';
import { sessionOf } from './account.controller.js';

/** Name and id of the last person of a page. */
const personKey = z.tuple([z.string(), z.uuid()]);
/** Id of the last organisation of a page. */
const organisationKey = z.tuple([z.uuid()]);

/** Who belongs to which organisation, and what is whose. */
@Controller()
export class PeopleController {
  constructor(private readonly people: People) {}

  @Endpoint('people')
  async list(
    @Input('people') { query: { q, cursor, limit } }: RequestOf<'people'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'people'>> {
    const rows = await this.people.list(principal, {
      words: wordsAsked(q),
      after: decodeCursor(personKey, cursor),
      limit: limit + 1,
    });
    return pageOf(rows, limit, personOf, ({ name, id }) => [name, id]);
  }

  @Endpoint('invite')
  async invite(
    @Input('invite') { body }: RequestOf<'invite'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'invite'>> {
    return linkOf(await this.people.invite(principal, body, actor));
  }

  @Endpoint('resetPassword')
  async reset(
    @Input('resetPassword') { params }: RequestOf<'resetPassword'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'resetPassword'>> {
    return linkOf(await this.people.reset(principal, params.personId, actor));
  }

  @Endpoint('signOutPerson')
  async signOut(
    @Input('signOutPerson') { params }: RequestOf<'signOutPerson'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'signOutPerson'>> {
    await this.people.signOut(principal, params.personId, actor);
    return { done: true };
  }

  @Endpoint('setMembership')
  async setMembership(
    @Input('setMembership') { params, body }: RequestOf<'setMembership'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'setMembership'>> {
    await this.people.setMembership(principal, params.personId, body, actor);
    return { done: true };
  }

  @Endpoint('setDisabled')
  async setDisabled(
    @Input('setDisabled') { params, body }: RequestOf<'setDisabled'>,
    @Asks() { actor }: Asking,
  ): Promise<AnswerOf<'setDisabled'>> {
    await this.people.setDisabled(params.personId, body.disabled, actor);
    return { done: true };
  }

  @Endpoint('lostFactor')
  async lostFactor(
    @Input('lostFactor') { params }: RequestOf<'lostFactor'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'lostFactor'>> {
    return linkOf(await this.people.lostFactor(principal, params.personId, actor));
  }

  @Endpoint('openLinks')
  async openLinks(@Asks() { principal }: Asking): Promise<AnswerOf<'openLinks'>> {
    const rows = await this.people.openLinks(principal);
    return {
      items: rows.map(({ createdAt, expiresAt, ...row }) => ({
        ...row,
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
      })),
    };
  }

  @Endpoint('endLink')
  async endLink(
    @Input('endLink') { params }: RequestOf<'endLink'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'endLink'>> {
    await this.people.endLink(principal, params.linkId, actor);
    return { done: true };
  }

  @Endpoint('secondFactorRule')
  async rule(): Promise<AnswerOf<'secondFactorRule'>> {
    return { of: await this.people.secondFactorOf() };
  }

  @Endpoint('setSecondFactorRule')
  async setRule(
    @Input('setSecondFactorRule') { body }: RequestOf<'setSecondFactorRule'>,
    @Asks() { actor }: Asking,
  ): Promise<AnswerOf<'setSecondFactorRule'>> {
    await this.people.askSecondFactor(body.of, actor);
    return body;
  }

  @Endpoint('exportPerson')
  async export(
    @Input('exportPerson') { params }: RequestOf<'exportPerson'>,
    @Asks() { actor }: Asking,
  ): Promise<AnswerOf<'exportPerson'>> {
    const { person, sessions, audit, loggedEvents } = await this.people.export(params.personId, actor);
    return {
      person: personOf(person),
      sessions: sessions.map(sessionOf),
      audit: audit.map(({ at, action, subject, address }) => ({
        at: at.toISOString(),
        action,
        subject,
        address,
      })),
      loggedEvents,
    };
  }

  @Endpoint('erasePerson')
  async erase(
    @Input('erasePerson') { params }: RequestOf<'erasePerson'>,
    @Asks() { actor }: Asking,
  ): Promise<AnswerOf<'erasePerson'>> {
    await this.people.erase(params.personId, actor);
    return { done: true };
  }

  @Endpoint('organisations')
  async organisations(
    @Input('organisations') { query: { q, cursor, limit } }: RequestOf<'organisations'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'organisations'>> {
    const rows = await this.people.organisations(principal, {
      words: wordsAsked(q),
      after: decodeCursor(organisationKey, cursor)?.[0],
      limit: limit + 1,
    });
    return pageOf(rows, limit, organisationOf, ({ id }) => [id]);
  }

  @Endpoint('makeOrganisation')
  async makeOrganisation(
    @Input('makeOrganisation') { body }: RequestOf<'makeOrganisation'>,
    @Asks() { actor }: Asking,
  ): Promise<AnswerOf<'makeOrganisation'>> {
    return organisationOf(await this.people.makeOrganisation(body, actor));
  }

  @Endpoint('assignKitchens')
  async assignKitchens(
    @Input('assignKitchens') { params, body }: RequestOf<'assignKitchens'>,
    @Asks() { actor }: Asking,
  ): Promise<AnswerOf<'assignKitchens'>> {
    return organisationOf(await this.people.assignKitchens(params.organisationId, body.kitchenIds, actor));
  }
}

const linkOf = ({ secret, expiresAt }: { secret: string; expiresAt: Date }) => ({
  secret,
  expiresAt: expiresAt.toISOString(),
});

function personOf(row: PersonRow): AnswerOf<'people'>['items'][number] {
  const { id, name, email, hasTotp, hasPasskey, disabledAt, createdAt, seenAt, memberships } = row;
  return {
    id,
    name,
    email: email ?? '',
    hasTotp,
    hasPasskey,
    disabledAt: disabledAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    seenAt: seenAt?.toISOString() ?? null,
    memberships,
  };
}

function organisationOf({ id, name, kind, people, kitchens, byDefault, attributed }: OrganisationRow) {
  return { id, name, kind, people, kitchens, byDefault, attributed };
}
