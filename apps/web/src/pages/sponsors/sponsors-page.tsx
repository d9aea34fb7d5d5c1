import { useFormat, type CallAnswer } from '@bakeloop/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { Link } from 'react-router';
import { sponsorPath } from '../../data/addresses.js';
import { useMay } from '../../data/use-session.js';
import { useSponsors } from '../../data/use-whole.js';
import { useSearchedList } from '../../parts/narrow.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { ShowMore } from '../../parts/show-more.js';
import { useTitle } from '../../parts/use-title.js';
import { Allocate } from './allocate.js';
import '../../parts/rows.css';
import './sponsors.css';
import { callConsole } from '../../data/call-console.js';

type Output = CallAnswer<'sharedOutput'>;

/** Sponsors, and for staff what can be allocated to them. */
export function SponsorsPage() {
  useTitle('Sponsors');
  const format = useFormat();
  const queries = useQueryClient();
  const mayAllocate = useMay('share.allocate');
  const mayMake = useMay('organisation.manage');
  const { list, items, isNone, field } = useSearchedList({
    key: ['sponsors', 'list'],
    words: { label: 'Find a sponsor by name', none: 'No sponsor is called like that.' },
    read: (query, options) => callConsole('sponsors', { query }, options),
  });
  const all = useSponsors(mayAllocate);
  const output = useQuery({
    queryKey: ['sponsors', 'output'],
    queryFn: ({ signal }) => callConsole('sharedOutput', {}, { signal }),
    enabled: mayAllocate,
  });
  const changed = () => queries.invalidateQueries({ queryKey: ['sponsors'] });
  return (
    <div className="page">
      <h1>Sponsors</h1>
      <p className="lead">
        What batches made of recycled plastic, allocated to sponsors: whole grams of one batch, none of them
        counted for two.
      </p>
      {output.data ? <BeyondOutput batches={output.data.beyondOutput} /> : null}
      {list.data ? (
        isNone ? (
          <EmptyPanel title="No sponsor yet">
            <p>
              An admin makes an organisation of sponsors on the page{' '}
              {mayMake ? <Link to="/people">People</Link> : '“People”'}; what batches made is then allocated
              here.
            </p>
          </EmptyPanel>
        ) : (
          <>
            {field}
            <ul className="rows">
              {items.map(({ id, name, figure, allocations }) => (
                <li key={id}>
                  <div>
                    <strong>
                      <Link to={sponsorPath(id)}>{name}</Link>
                    </strong>
                    <p className="quiet">{format.count(allocations, 'allocation')}</p>
                  </div>
                  <div className="share-mass">
                    <strong>{format.mass(figure.standingGrams)}</strong>
                    {figure.standingGrams < figure.allocatedGrams ? (
                      <span className="tag tag-bad">of {format.mass(figure.allocatedGrams)} allocated</span>
                    ) : null}
                  </div>
                </li>
              ))}
            </ul>
            <ShowMore list={list} />
          </>
        )
      ) : list.error ? (
        <ProblemPanel error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Loading label="Loading the sponsors" blocks={[72, 72]} />
      )}
      {output.data && all.data && all.data.length > 0 ? (
        <Allocate sponsors={all.data} kitchens={output.data.kitchens} changed={changed} />
      ) : null}
      <p className="links">
        <Link to="/shared-links">Links to share</Link>
      </p>
    </div>
  );
}

/** After a correction: nothing more is given of these batches until an allocation is cancelled. */
function BeyondOutput({ batches }: { batches: Output['beyondOutput'] }) {
  const format = useFormat();
  if (batches.length === 0) return null;
  return (
    <section className="panel share-beyond" aria-labelledby="beyond-heading">
      <h2 id="beyond-heading">
        <TriangleAlert size={20} aria-hidden /> Corrected below what was allocated
      </h2>
      <p>
        These batches have been corrected and made less than was allocated of them. Sponsors are shown what
        still stands, nothing more of the batch is allocated, and nothing of it can be retired. Cancel an
        allocation that holds some of it, and issue another.
      </p>
      <ul>
        {batches.map(({ kitchenId, kitchenName, batchId, outputGrams, allocatedGrams }) => (
          <li key={`${kitchenId}/${batchId}`}>
            {kitchenName}, batch {batchId}: {format.mass(outputGrams)} made, {format.mass(allocatedGrams)}{' '}
            allocated
          </li>
        ))}
      </ul>
    </section>
  );
}
