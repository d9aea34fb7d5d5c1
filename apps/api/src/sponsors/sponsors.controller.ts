import { PeopleRepository, ShareRepository } from '@bakeloop/db';
import { readSerial, takeFrom } from '@bakeloop/domain';
import { MOST_SHARES } from '@bakeloop/contracts';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Asks, type Asking } from '../http/authentication.js';
import { decodeCursor, pageOf } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { notFound } from '../http/problem-error.js';
import { sendTable } from '../http/send-table.js';
import { wordsAsked } from '../http/words-asked.js';
import { BATCH_COLUMNS } from './batch-columns.js';
import { batchOf, claimOf, organisationIds, SponsorViews } from './sponsor-views.js';

/** Id of the last sponsor of a page. */
const position = z.tuple([z.uuid()]);

/** What batches made, allocated to sponsors. */
@Controller()
export class SponsorsController {
  constructor(
    private readonly shares: ShareRepository,
    private readonly people: PeopleRepository,
    private readonly views: SponsorViews,
  ) {}

  @Endpoint('sponsors')
  async list(
    @Input('sponsors') { query }: RequestOf<'sponsors'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'sponsors'>> {
    const rows = await this.people.organisations(organisationIds(principal, 'share.see'), {
      kind: 'sponsor',
      words: wordsAsked(query.q),
      after: decodeCursor(position, query.cursor)?.[0],
      limit: query.limit + 1,
    });
    const { items, next } = pageOf(
      rows,
      query.limit,
      (row) => row,
      ({ id }) => [id],
    );
    return { items: await this.views.summaries(items), next };
  }

  @Endpoint('sponsor')
  async one(
    @Input('sponsor') { params }: RequestOf<'sponsor'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'sponsor'>> {
    return this.views.seenBy(principal, params.organisationId);
  }

  @Endpoint('sponsorBatchesTable')
  async batches(
    @Input('sponsorBatchesTable') request: RequestOf<'sponsorBatchesTable'>,
    @Asks() asking: Asking,
    @Res() response: Response,
  ): Promise<void> {
    const { name, batches } = await this.one({ ...request }, asking);
    await sendTable(response, `bakeloop-${name}`, BATCH_COLUMNS, [batches]);
  }

  @Endpoint('sharedOutput')
  async output(): Promise<AnswerOf<'sharedOutput'>> {
    const [sums, beyond, names] = await Promise.all([
      this.shares.sums(),
      this.shares.beyondOutput(),
      this.views.names(),
    ]);
    return {
      kitchens: sums.map((sum) => ({ ...sum, kitchenName: names.kitchen(sum.kitchenId) })),
      beyondOutput: beyond.map((row) => batchOf(row, names)),
    };
  }

  @Endpoint('previewShares')
  async preview(
    @Input('previewShares') { body }: RequestOf<'previewShares'>,
  ): Promise<AnswerOf<'previewShares'>> {
    const [free, names] = await Promise.all([
      this.shares.free(body.kitchenIds, MOST_SHARES),
      this.views.names(),
    ]);
    const { picks, missingGrams } = takeFrom(body.grams, free);
    return {
      shares: picks.map(({ batch, grams }) => ({ ...batchOf(batch, names), grams })),
      missingGrams,
    };
  }

  @Endpoint('issueShares')
  async issue(
    @Input('issueShares') { params, body }: RequestOf<'issueShares'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'issueShares'>> {
    const by = { personId: principal.person?.id ?? null, actor };
    return { serial: await this.shares.issue(params.organisationId, body.shares, body.why, by) };
  }

  @Endpoint('leadAllocation')
  async lead(
    @Input('leadAllocation') { params, body: { to, why, beneficiary } }: RequestOf<'leadAllocation'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'leadAllocation'>> {
    const by = { personId: principal.person?.id ?? null, actor };
    await this.shares.lead(serialIn(params.serial), to, { why, beneficiary: beneficiary ?? null }, by);
    return { done: true };
  }

  @Endpoint('checkAllocation')
  async check(
    @Input('checkAllocation') { params }: RequestOf<'checkAllocation'>,
  ): Promise<AnswerOf<'checkAllocation'>> {
    const serial = serialIn(params.serial);
    const claim = await claimOf(this.shares, serial);
    if (claim === null)
      throw notFound(`Nothing was claimed under ${serial}: no allocation of that serial has been retired.`);
    return claim;
  }
}

/** @throws ProblemError 404 for what is no serial */
function serialIn(given: string): string {
  const serial = readSerial(given);
  if (serial === null)
    throw notFound(
      `"${given}" is no serial, or has a slip in it: its last two digits check the others, as in BL-2026-000123-38.`,
    );
  return serial;
}
