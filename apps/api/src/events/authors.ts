import type { SettledEvent } from '@bakeloop/contracts';
import { PeopleRepository } from '@bakeloop/db';
import { mayWith, type Principal } from '@bakeloop/identity';
import { Injectable } from '@nestjs/common';
import { ProblemError } from '../http/problem-error.js';

/** An operator corrects their own entries for so long, ms: a shift and the morning after. */
const OWN_FOR_MS = 24 * 3_600_000;

/** Who logged what, and who may correct it. */
@Injectable()
export class Authors {
  constructor(private readonly people: PeopleRepository) {}

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

  /** Remembers who logged what was taken. */
  async remember({ person }: Principal, answers: readonly SettledEvent[]): Promise<void> {
    if (person === null) return;
    const stored = answers.flatMap(({ id, outcome }) => (outcome === 'stored' && id !== null ? [id] : []));
    if (stored.length > 0) await this.people.authored(person.id, stored);
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
