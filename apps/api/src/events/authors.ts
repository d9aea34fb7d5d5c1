import { kitchensWithin, type SettledEvent } from '@bakeloop/contracts';
import { PeopleRepository, PrincipalRepository } from '@bakeloop/db';
import { mayWith, type Principal } from '@bakeloop/identity';
import { Injectable } from '@nestjs/common';
import { ProblemError } from '../http/problem-error.js';

/** An operator corrects their own entries for so long, ms: a shift and the morning after. */
const OWN_FOR_MS = 24 * 3_600_000;

/** Who logged what, and who may correct it. */
@Injectable()
export class Authors {
  constructor(
    private readonly people: PeopleRepository,
    private readonly principals: PrincipalRepository,
  ) {}

  /**
   * @param events as they were posted
   * @throws ProblemError 403 where one of them corrects what is not theirs to correct: none is taken then
   */
  async mustBeTheirs(principal: Principal, kitchenId: string, events: readonly unknown[]): Promise<void> {
    const corrected = events.flatMap(correctedBy);
    if (corrected.length === 0 || mayWith(principal, 'log.correct', kitchenId)) return;
    const stored = await this.people.storedAndOwn(
      principal.person?.id ?? null,
      corrected,
      new Date(Date.now() - OWN_FOR_MS),
    );
    // A correction of what is new with it is of the same hand; what is stored is so only when that hand stored it.
    const posted = new Set(events.flatMap(idOf));
    const foreign = corrected.filter((id) => !(stored.get(id)?.own ?? posted.has(id)));
    if (foreign.length === 0) return;
    throw new ProblemError({
      type: '/problems/not-your-entry',
      title: 'Not your entry to correct',
      status: 403,
      detail: `Nothing was stored. You correct what you logged yourself within a day; ask the lead of the kitchen to correct ${foreign.slice(0, 3).join(', ')}.`,
    });
  }

  /**
   * Remembers who logged what was taken. On a shared phone one person's entries may go out while another is at it: an event
   * that names a person in `actor` is that person's, if they may log for the kitchen themselves, and who sent it is noted
   * beside. Only who is signed in corrects, whatever an event says: so to name somebody else gains nothing.
   */
  async remember(
    { person }: Principal,
    kitchenId: string,
    events: readonly unknown[],
    answers: readonly SettledEvent[],
  ): Promise<void> {
    if (person === null) return;
    const authors = new Map<string, string[]>();
    answers.forEach(({ id, outcome }, position) => {
      if (outcome !== 'stored' || id === null) return;
      const [author = person.id] = uuidIn(events[position], 'actor');
      authors.set(author, [...(authors.get(author) ?? []), id]);
    });
    for (const [author, ids] of authors) {
      if (author === person.id) await this.people.authored(person.id, ids);
      else if (await this.mayLog(author, kitchenId)) await this.people.authored(author, ids, person.id);
      else await this.people.authored(person.id, ids);
    }
  }

  private async mayLog(personId: string, kitchenId: string): Promise<boolean> {
    const kitchens = kitchensWithin((await this.principals.standingsOf(personId)) ?? [], 'log.write');
    return kitchens === 'all' || (kitchens?.has(kitchenId) ?? false);
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const uuidIn = (event: unknown, field: string): string[] => {
  const value = (event as Record<string, unknown> | null)?.[field];
  // What is no id is refused with its event.
  return typeof value === 'string' && UUID.test(value) ? [value.toLowerCase()] : [];
};
const correctedBy = (event: unknown): string[] => uuidIn(event, 'supersedes');
const idOf = (event: unknown): string[] => uuidIn(event, 'id');
