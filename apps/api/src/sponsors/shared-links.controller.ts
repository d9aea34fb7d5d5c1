import {
  AuditRepository,
  PeopleRepository,
  readScope,
  SharedLinkRepository,
  type OrganisationRow,
  type SharedLinkRow,
} from '@bakeloop/db';
import { hashPassword, mayWith, newSecret, type Principal } from '@bakeloop/identity';
import { Controller } from '@nestjs/common';
import { Asks, type Asking } from '../http/authentication.js';
import { decodeCursor, pageOf, timeAndId } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { invalid, notFound } from '../http/problem-error.js';
import { wordsAsked } from '../http/words-asked.js';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';
import { Figures } from '../metrics/figures.js';
import { SharedLinks } from './shared-links.js';
import { organisationIds } from './sponsor-views.js';

const DAY_MS = 86_400_000;
const SPONSOR = /^sponsor:(.+)$/;

/** Links that show some figures to whoever holds one: made, listed, ended. */
@Controller()
export class SharedLinksController {
  constructor(
    private readonly rows: SharedLinkRepository,
    private readonly links: SharedLinks,
    private readonly figures: Figures,
    private readonly people: PeopleRepository,
    private readonly audit: AuditRepository,
  ) {}

  @Endpoint('sharedLinks')
  async list(
    @Input('sharedLinks') { query }: RequestOf<'sharedLinks'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'sharedLinks'>> {
    const after = decodeCursor(timeAndId, query.cursor);
    const rows = await this.rows.page({
      organisationIds: organisationIds(principal, 'link.share'),
      words: wordsAsked(query.q),
      after: after && { createdAt: after[0], id: after[1] },
      limit: query.limit + 1,
    });
    return pageOf(rows, query.limit, linkOf, ({ exactly, id }) => [exactly, id]);
  }

  @Endpoint('makeSharedLink')
  async make(
    @Input('makeSharedLink') { body }: RequestOf<'makeSharedLink'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'makeSharedLink'>> {
    const { organisationId, scope, title, days, password, mayDownload } = body;
    await this.mustReach(principal, await this.mustBeTheirs(principal, organisationId), scope);
    const secret = newSecret();
    const expiresAt = new Date(Date.now() + days * DAY_MS);
    const id = await this.rows.save({
      digest: secret.digest,
      organisationId,
      scope,
      title,
      passwordHash: password === undefined ? null : await hashPassword(password),
      mayDownload,
      madeBy: principal.person?.id ?? null,
      expiresAt,
    });
    await this.audit.note(actor, {
      action: 'shared-link.made',
      subject: `shared-link:${id}`,
      after: { organisationId, scope, title, days, hasPassword: password !== undefined, mayDownload },
    });
    return { id, secret: secret.text, expiresAt: expiresAt.toISOString() };
  }

  @Endpoint('revokeSharedLink')
  async revoke(
    @Input('revokeSharedLink') { params }: RequestOf<'revokeSharedLink'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'revokeSharedLink'>> {
    const digest = await this.rows.revoke(params.linkId, organisationIds(principal, 'link.share'));
    if (digest === null) throw notFound('There is no such link that still stands in what you may share.');
    this.links.ended(digest);
    await this.audit.note(actor, { action: 'shared-link.revoked', subject: `shared-link:${params.linkId}` });
    return { done: true };
  }

  /** @throws ProblemError 404 for an organisation in whose name they may share nothing */
  private async mustBeTheirs(principal: Principal, organisationId: string): Promise<OrganisationRow> {
    const ids = organisationIds(principal, 'link.share');
    const isReached = ids === null || ids.includes(organisationId);
    const [found] = isReached ? await this.people.organisations([organisationId]) : [];
    if (!found) throw notFound('There is no such organisation in whose name you may share.');
    return found;
  }

  /**
   * What a link shows is within the reach of whoever makes it, and of the organisation whose it is.
   * @throws ProblemError 404, the same for what never was; 422 where only the sponsor does not reach it
   */
  private async mustReach(
    principal: Principal,
    { id, name, kind, attributed }: OrganisationRow,
    scope: string,
  ): Promise<void> {
    const [, sponsorId] = SPONSOR.exec(scope) ?? [];
    if (sponsorId !== undefined) {
      const ids = organisationIds(principal, 'share.see');
      const isReached = sponsorId === id && (ids === null || ids.includes(id));
      if (!isReached || kind !== 'sponsor')
        throw notFound('There is no such sponsor whose link this could be.');
      return;
    }
    const of = readScope(scope);
    if (!('kitchenId' in of)) return;
    if (!mayWith(principal, 'kitchen.see', of.kitchenId)) throw noSuchKitchen(of.kitchenId);
    await this.figures.mustExist(scope);
    if (kind !== 'sponsor' || attributed.includes(of.kitchenId)) return;
    const message = `${of.kitchenId} is not attributed to ${name}; an admin attributes kitchens on /people`;
    throw invalid([{ path: 'body.scope', message }], 422);
  }
}

function linkOf(row: SharedLinkRow & { exactly: string }): AnswerOf<'sharedLinks'>['items'][number] {
  const { createdAt, expiresAt, revokedAt, viewedAt, exactly: _, ...rest } = row;
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
    viewedAt: viewedAt?.toISOString() ?? null,
  };
}
