import { randomUUID } from 'node:crypto';
import type { Annotation, WriteAnnotation } from '@bakeloop/contracts';
import {
  AnnotationRepository,
  KitchenRepository,
  type AnnotationRow,
  type NewAnnotation,
} from '@bakeloop/db';
import { authorOf, mayWith, type Principal } from '@bakeloop/identity';
import { Controller } from '@nestjs/common';
import { Asks, type Asking } from '../http/authentication.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';

@Controller()
export class AnnotationsController {
  constructor(
    private readonly annotations: AnnotationRepository,
    private readonly kitchens: KitchenRepository,
  ) {}

  @Endpoint('annotations')
  async list(
    @Input('annotations') { params, query }: RequestOf<'annotations'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'annotations'>> {
    const { kitchenId } = params;
    const { machine, batchId } = query;
    const range = { from: new Date(query.from), to: new Date(query.to) };
    const rows = await this.annotations.within({ kitchenId, ...range, machine, batchId });
    if (rows.length === 0 && !(await this.kitchens.exists(kitchenId))) throw noSuchKitchen(kitchenId);
    return { items: rows.map((row) => viewOf(row, principal)) };
  }

  @Endpoint('annotate')
  async add(
    @Input('annotate') { params, body }: RequestOf<'annotate'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'annotate'>> {
    const { kitchenId } = params;
    if (!(await this.kitchens.exists(kitchenId))) throw noSuchKitchen(kitchenId);
    const id = randomUUID();
    const { name, personId } = authorOf(principal);
    const author = { personId, service: personId === null ? name : null };
    await this.annotations.add(id, kitchenId, noteOf(body), author, actor);
    return viewOf(await this.known(kitchenId, id), principal);
  }

  @Endpoint('changeAnnotation')
  async change(
    @Input('changeAnnotation') { params, body }: RequestOf<'changeAnnotation'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'changeAnnotation'>> {
    const { kitchenId, annotationId } = params;
    const before = await this.known(kitchenId, annotationId);
    if (!isOwn(before, principal))
      throw notTheirs('Only who wrote a note changes it. Write one of your own.');
    await this.annotations.change(before, noteOf(body), actor);
    return viewOf(await this.known(kitchenId, annotationId), principal);
  }

  @Endpoint('removeAnnotation')
  async remove(
    @Input('removeAnnotation') { params }: RequestOf<'removeAnnotation'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'removeAnnotation'>> {
    const { kitchenId, annotationId } = params;
    const before = await this.known(kitchenId, annotationId);
    if (!isOwn(before, principal) && !mayWith(principal, 'log.correct', kitchenId))
      throw notTheirs('A note is removed by who wrote it, or by who may correct the log of the kitchen.');
    await this.annotations.remove(before, actor);
    return { done: true };
  }

  private async known(kitchenId: string, id: string): Promise<AnnotationRow> {
    const row = await this.annotations.one(kitchenId, id);
    if (row === null)
      throw notFound(`Kitchen "${kitchenId}" has no note ${id}. Somebody may have removed it.`);
    return row;
  }
}

/** A service has no notes of its own: whoever holds its token next is another. */
const isOwn = ({ byPerson }: AnnotationRow, { person }: Principal): boolean =>
  byPerson !== null && byPerson === person?.id;

function notTheirs(detail: string): ProblemError {
  return new ProblemError({
    type: '/problems/note-of-another',
    title: 'The note of another',
    status: 409,
    detail,
  });
}

const noteOf = ({ machine, batchId, from, to, text }: WriteAnnotation): NewAnnotation => ({
  machine,
  batchId,
  from: new Date(from),
  to: to === null ? null : new Date(to),
  text,
});

function viewOf(row: AnnotationRow, principal: Principal): Annotation {
  const { byPerson: _, from, to, madeAt, changedAt, ...rest } = row;
  return {
    ...rest,
    own: isOwn(row, principal),
    from: from.toISOString(),
    to: to?.toISOString() ?? null,
    madeAt: madeAt.toISOString(),
    changedAt: changedAt?.toISOString() ?? null,
  };
}
