import { checkReference, type ReferenceView } from '@bakeloop/contracts';
import { ReferenceRepository } from '@bakeloop/db';
import type { ReferenceRecord } from '@bakeloop/domain';
import { authorOf } from '@bakeloop/identity';
import { Controller } from '@nestjs/common';
import { Asks, type Asking } from '../http/authentication.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { invalid, notFound, ProblemError } from '../http/problem-error.js';

/** Reference data: what figures rest on beside the kitchens' own log, with every version that ever held. */
@Controller()
export class ReferenceController {
  constructor(private readonly reference: ReferenceRepository) {}

  @Endpoint('references')
  async list(@Input('references') { params }: RequestOf<'references'>): Promise<AnswerOf<'references'>> {
    return { items: (await this.reference.newest(params.kind)).map(viewOf) };
  }

  @Endpoint('reference')
  async one(@Input('reference') { params }: RequestOf<'reference'>): Promise<AnswerOf<'reference'>> {
    const versions = await this.reference.versions(params.kind, params.id);
    if (versions.length === 0)
      throw notFound(
        `There is no ${params.kind} "${params.id}". GET /api/v1/reference/${params.kind} lists those there are.`,
      );
    return { items: versions.map(viewOf) };
  }

  @Endpoint('publishReference')
  async publish(
    @Input('publishReference') { params, body }: RequestOf<'publishReference'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'publishReference'>> {
    const { kind, id } = params;
    const check = checkReference(kind, id, body.body, await this.reference.newest(null));
    if (check.body === null || check.problems.length > 0)
      throw invalid(
        check.problems.map((message) => ({ path: 'body.body', message })),
        422,
      );
    const by = authorOf(principal);
    const record: ReferenceRecord = {
      kind,
      id,
      version: body.basedOnVersion + 1,
      validFrom: body.validFrom,
      publishedAt: new Date().toISOString(),
      publishedBy: by.name,
      note: body.note,
      body: check.body,
    };
    if (!(await this.reference.publish(record, by.personId)))
      throw outdated(body.basedOnVersion, await this.reference.versions(kind, id));
    return viewOf(record);
  }
}

function viewOf(record: ReferenceRecord): ReferenceView {
  return { ...record, body: { ...record.body } };
}

/** Two authors at once: the second is told who came first and why, and loses nothing of what was published. */
function outdated(basedOn: number, [newest]: ReferenceRecord[]): ProblemError {
  const detail =
    newest === undefined
      ? `There is no version ${basedOn} to build on: this record is new, so publish it with basedOnVersion 0.`
      : newest.version < basedOn
        ? `There is no version ${basedOn} to build on: the newest is version ${newest.version}.`
        : `${newest.publishedBy} published version ${newest.version} meanwhile, on ${newest.publishedAt}: "${newest.note}". ` +
          'Look at it, and publish yours on top of it if it still holds.';
  return new ProblemError({
    type: '/problems/reference-outdated',
    title: 'Somebody else published a version meanwhile',
    status: 409,
    detail,
  });
}
