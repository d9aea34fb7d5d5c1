import { tableRoutes, type FollowedBatch, type SponsorView } from '@bakeloop/contracts';
import { fileHref, useFormat, UNKNOWN } from '@bakeloop/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { batchPath } from '../../data/addresses.js';
import { useMay } from '../../data/use-session.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { TableLink } from '../../parts/table-link.js';
import { useTitle } from '../../parts/use-title.js';
import { PublicPhotos } from '../photos/public-photos.js';
import { Allocations } from './allocations.js';
import '../../parts/rows.css';
import './sponsors.css';
import { callConsole } from '../../data/call-console.js';

/** What is allocated to a sponsor: their kilograms, the batches, and where the products of these are. */
export function SponsorPage() {
  const { organisationId = '' } = useParams();
  const queries = useQueryClient();
  const mayAllocate = useMay('share.allocate');
  const { data, error, refetch } = useQuery({
    queryKey: ['sponsors', organisationId],
    queryFn: ({ signal }) => callConsole('sponsor', { params: { organisationId } }, { signal }),
  });
  useTitle(data?.name ?? 'Sponsor');
  return (
    <div className="page">
      <p className="crumb">
        <Link to="/sponsors">Sponsors</Link>
      </p>
      {data ? (
        <>
          <h1>{data.name}</h1>
          <Figure sponsor={data} />
          {data.batches.length === 0 ? (
            <EmptyPanel title="Nothing is allocated yet">
              <p>Once something is, its batches are followed here to the wall they end up in.</p>
            </EmptyPanel>
          ) : (
            <>
              <Batches batches={data.batches} />
              <TableLink href={fileHref(tableRoutes.sponsorBatchesTable, { params: { organisationId } })} />
            </>
          )}
          <Allocations
            allocations={data.allocations}
            mayLead={mayAllocate}
            changed={() => queries.invalidateQueries({ queryKey: ['sponsors'] })}
          />
          <section aria-labelledby="how-heading">
            <h2 id="how-heading">How this is computed</h2>
            <p className="share-how">
              Each batch is weighed in and out. What counts is{' '}
              <Link to="/method#diverted">recycled plastic inside products that passed</Link>, led back to a
              delivery. A share is whole grams of one batch, and the database refuses one beyond what the
              batch made. The lower bound of each share is that of its batch; bounds are added as they are,
              which errs to the low side.
            </p>
          </section>
          <p className="links">
            <Link to="/shared-links" className="button button-quiet">
              Share this by a link
            </Link>
          </p>
        </>
      ) : error ? (
        <ProblemPanel error={error} retry={() => void refetch()} />
      ) : (
        <Loading label="Loading the sponsor" blocks={[48, 160, 240]} />
      )}
    </div>
  );
}

function Figure({ sponsor: { figure, batches } }: { sponsor: SponsorView }) {
  const format = useFormat();
  const { allocatedGrams, standingGrams, conservativeGrams } = figure;
  if (batches.length === 0) return null;
  return (
    <>
      <section aria-label="What is theirs" className="numbers">
        <div className="number number-main">
          <p className="number-value">{format.mass(conservativeGrams ?? standingGrams)}</p>
          <p className="number-name">
            of waste plastic, in products of {format.count(batches.length, 'batch')}
          </p>
          {conservativeGrams === null ? null : (
            <p className="number-note">
              The lower bound, 95 % certain; the best estimate is {format.kilograms(standingGrams)}.
            </p>
          )}
        </div>
      </section>
      {standingGrams < allocatedGrams ? (
        <p className="share-note" role="note">
          {format.kilograms(allocatedGrams)} was allocated. A batch has been corrected since and made less
          than was allocated of it: {format.kilograms(standingGrams)} still stands, and nothing more is given
          of that batch.
        </p>
      ) : null}
    </>
  );
}

const KIND_WORDS: Partial<Record<NonNullable<FollowedBatch['places']>[number]['kind'], string>> = {
  stock: 'In stock',
  product: 'Made, not sent anywhere yet',
};

function Batches({ batches }: { batches: readonly FollowedBatch[] }) {
  const format = useFormat();
  const [openedMs] = useState(Date.now);
  return (
    <section aria-labelledby="batches-heading">
      <h2 id="batches-heading">From these batches</h2>
      <ul className="rows share-batches">
        {batches.map(
          ({ kitchenId, kitchenName, batchId, day, productName, grams, standingGrams, places, photos }) => (
            <li key={`${kitchenId}/${batchId}`}>
              <div>
                <strong>
                  <Link to={batchPath(kitchenId, batchId)}>{batchId}</Link>
                </strong>
                <p className="quiet">
                  {kitchenName} · {day === null ? 'no longer counted' : format.dayAndYear(day, openedMs)} ·{' '}
                  {productName ?? UNKNOWN}
                </p>
              </div>
              <div className="share-mass">
                <strong>{format.kilograms(standingGrams)}</strong>
                {standingGrams < grams ? (
                  <span className="tag tag-bad">of {format.kilograms(grams)}</span>
                ) : null}
              </div>
              <Places places={places} />
              <PublicPhotos photos={photos} />
            </li>
          ),
        )}
      </ul>
    </section>
  );
}

/** Masses are of product, sand and all. */
function Places({ places }: { places: FollowedBatch['places'] }) {
  const format = useFormat();
  if (places === null)
    return <p className="quiet share-places">It hangs together with too much to follow it here.</p>;
  if (places.length === 0)
    return <p className="quiet share-places">Where its products went is not logged.</p>;
  return (
    <ul className="share-places" aria-label="Where its products are">
      {places.map(({ kind, label, grams }) => (
        <li key={`${kind} ${label}`}>
          {KIND_WORDS[kind] ?? label} <span className="quiet">{format.mass(grams)} of product</span>
        </li>
      ))}
    </ul>
  );
}
