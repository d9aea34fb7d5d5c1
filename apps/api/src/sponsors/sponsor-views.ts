import type {
  Allocation,
  CheckedAllocation,
  FollowedBatch,
  Permission,
  SharedBatch,
  SponsorView,
} from '@bakeloop/contracts';
import {
  KitchenRepository,
  LineageRepository,
  PeopleRepository,
  PhotoRepository,
  ReferenceRepository,
  ShareRepository,
  type AllocationRow,
  type SharedBatchRow,
} from '@bakeloop/db';
import {
  conservativeOf,
  lineageOf,
  metricOf,
  sharesFigure,
  standingGrams,
  type ShareOfBatch,
} from '@bakeloop/domain';
import { organisationsWithin, type Principal } from '@bakeloop/identity';
import { Injectable } from '@nestjs/common';
import { notFound } from '../http/problem-error.js';
import { outcomeOf } from '../metrics/metric-view.js';
import { productsOf } from '../reference/products-of.js';
import { placesOf } from './places.js';

/** Events that one batch is followed through at most: what hangs together with more is on the page of its kitchen. */
const MOST_EVENTS = 2_000;
/** Batches that are followed at once: each is a question to the database. */
const AT_ONCE = 4;

/** How kitchens and products are called, by their ids; what has no name is called by its id. */
interface Names {
  kitchen(id: string): string;
  product(code: string): string;
}

/** What is allocated to sponsors, as they and who looks for them are shown it. */
@Injectable()
export class SponsorViews {
  constructor(
    private readonly shares: ShareRepository,
    private readonly lineage: LineageRepository,
    private readonly kitchens: KitchenRepository,
    private readonly references: ReferenceRepository,
    private readonly people: PeopleRepository,
    private readonly photos: PhotoRepository,
  ) {}

  /** @param ids null: all sponsors */
  async sponsors(ids: readonly string[] | null): Promise<{ id: string; name: string }[]> {
    const rows = await this.people.organisations(ids, { kind: 'sponsor' });
    return rows.map(({ id, name }) => ({ id, name }));
  }

  /** What is allocated to a sponsor, for who asks. @throws ProblemError 404, the same for one out of reach */
  async seenBy(principal: Principal, organisationId: string): Promise<SponsorView> {
    const ids = organisationIds(principal, 'share.see');
    const view = ids === null || ids.includes(organisationId) ? await this.sponsor(organisationId) : null;
    if (!view) throw notFound('There is no such sponsor in what you may see.');
    return view;
  }

  /** Of each sponsor what is allocated to it. */
  async summaries(sponsors: readonly { id: string; name: string }[]) {
    const allocations = await this.shares.allocations(sponsors.map(({ id }) => id));
    return sponsors.map(({ id, name }) => {
      const own = allocations.filter(({ organisationId }) => organisationId === id);
      return {
        id,
        name,
        figure: sharesFigure(own.filter(stands).flatMap(({ shares }) => shares.map(shareOf))),
        allocations: own.length,
      };
    });
  }

  /** @returns null where there is no such sponsor */
  async sponsor(id: string): Promise<SponsorView | null> {
    const [[sponsor], rows, names] = await Promise.all([
      this.sponsors([id]),
      this.shares.allocations([id]),
      this.names(),
    ]);
    if (!sponsor) return null;
    const standing = rows.filter(stands);
    return {
      ...sponsor,
      figure: sharesFigure(standing.flatMap(({ shares }) => shares.map(shareOf))),
      allocations: rows.map((row) => allocationOf(row, names)),
      batches: await this.followed(standing, names),
    };
  }

  async names(): Promise<Names> {
    const [named, products] = await Promise.all([this.kitchens.names(), this.references.newest('product')]);
    const kitchens = new Map(named.map(({ id, name }) => [id, name]));
    const codes = new Map(productsOf(products).map(({ id, name }) => [id, name]));
    return { kitchen: (id) => kitchens.get(id) ?? id, product: (code) => codes.get(code) ?? code };
  }

  /** Where the products of a batch are; null: it hangs together with too much. */
  async places(kitchenId: string, batchId: string): Promise<FollowedBatch['places']> {
    const events = await this.lineage.events(kitchenId, { batchId }, MOST_EVENTS + 1);
    return events.length > MOST_EVENTS ? null : placesOf(lineageOf({ batchId }, events), batchId);
  }

  /** Each batch once, with all that is this sponsor's of it. */
  private async followed(allocations: readonly AllocationRow[], names: Names): Promise<FollowedBatch[]> {
    const batches = new Map<string, AllocationRow['shares'][number]>();
    for (const share of allocations.flatMap(({ shares }) => shares)) {
      const key = `${share.kitchenId}/${share.batchId}`;
      const known = batches.get(key);
      batches.set(key, { ...share, grams: share.grams + (known?.grams ?? 0) });
    }
    const wanted = [...batches.values()].sort((left, right) =>
      (left.day ?? '').localeCompare(right.day ?? ''),
    );
    const photos = await this.photos.publicOfBatches(wanted);
    const found: FollowedBatch[] = [];
    for (let from = 0; from < wanted.length; from += AT_ONCE)
      found.push(
        ...(await Promise.all(
          wanted.slice(from, from + AT_ONCE).map(async (row) => ({
            ...partOf(row, names),
            places: await this.places(row.kitchenId, row.batchId),
            photos: photos.filter(
              ({ kitchenId, batchId }) => kitchenId === row.kitchenId && batchId === row.batchId,
            ),
          })),
        )),
      );
    return found;
  }
}

/** Whether an allocation holds what it was given. */
export const stands = ({ state }: Pick<AllocationRow, 'state'>): boolean => state !== 'cancelled';

const diverted = metricOf('diverted');

/** A share with what is known of its batch: the bound is the batch's own, of the figure `diverted`. */
export function shareOf({
  grams,
  outputGrams,
  allocatedGrams,
  amounts,
}: AllocationRow['shares'][number]): ShareOfBatch {
  const kilograms = diverted ? conservativeOf(diverted, outcomeOf(diverted, amounts)) : null;
  const conservativeGrams = kilograms === null ? null : Math.min(outputGrams, Math.floor(kilograms * 1_000));
  return { grams, outputGrams, allocatedGrams, conservativeGrams };
}

export function batchOf(row: SharedBatchRow, names: Names): SharedBatch {
  const { kitchenId, batchId, day, productCode, outputGrams, allocatedGrams } = row;
  const kitchenName = names.kitchen(kitchenId);
  const productName = productCode === null ? null : names.product(productCode);
  return { kitchenId, kitchenName, batchId, day, productCode, productName, outputGrams, allocatedGrams };
}

const partOf = (row: AllocationRow['shares'][number], names: Names) => ({
  ...batchOf(row, names),
  grams: row.grams,
  standingGrams: standingGrams(row.grams, row),
});

function allocationOf(row: AllocationRow, names: Names): Allocation {
  return {
    serial: row.serial,
    state: row.state,
    // What was cancelled holds nothing, whatever its batches made.
    figure: sharesFigure(stands(row) ? row.shares.map(shareOf) : []),
    steps: row.steps.map(({ at, ...step }) => ({ ...step, at: at.toISOString() })),
    shares: row.shares.map((share) => partOf(share, names)),
  };
}

/** A public claim: an allocation that was retired. Of all else nobody learns even that it is there. */
export async function claimOf(shares: ShareRepository, serial: string): Promise<CheckedAllocation | null> {
  const [row] = await shares.allocations(null, { serial });
  const retired = row?.steps.find(({ state }) => state === 'retired');
  if (!row || !retired) return null;
  return {
    serial,
    sponsor: row.organisation,
    beneficiary: retired.beneficiary ?? '',
    retiredAt: retired.at.toISOString(),
    batches: row.shares.length,
    figure: sharesFigure(row.shares.map(shareOf)),
  };
}

/** The organisations somebody may do something with, for a query; null: all. */
export function organisationIds(principal: Principal, permission: Permission): string[] | null {
  const ids = organisationsWithin(principal, permission);
  return ids === 'all' ? null : [...ids];
}
