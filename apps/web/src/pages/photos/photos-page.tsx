import type { Photo, PhotoDecision, PhotoQueue } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { PAGED } from '../../data/paged.js';
import { Field, faultOf, FormProblem } from '../../parts/form.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { ChoiceRow, OnlyOf } from '../../parts/queue-parts.js';
import { ShowMore } from '../../parts/show-more.js';
import { useTitle } from '../../parts/use-title.js';
import { PhotoFigure } from './photo-figures.js';
import './photos.css';
import { callConsole } from '../../data/call-console.js';
import { KitchenLink } from '../../parts/kitchen-link.js';

const A_PAGE = 12;
const QUEUES: readonly { queue: PhotoQueue; word: string }[] = [
  { queue: 'new', word: 'To look at' },
  { queue: 'asked', word: 'Consent asked for' },
  { queue: 'yes', word: 'Public' },
  { queue: 'no', word: 'Not public' },
];

/** Photos that kitchens sent: which of them everybody may see, and which are to go. */
export function PhotosPage() {
  useTitle('Photos');
  const [search, setSearch] = useSearchParams();
  const kitchenId = search.get('kitchen') ?? undefined;
  const queue = QUEUES.find((one) => one.queue === search.get('queue'))?.queue ?? 'new';
  const set = (name: string, value: string | undefined): void => {
    const next = new URLSearchParams(search);
    if (value === undefined) next.delete(name);
    else next.set(name, value);
    setSearch(next, { replace: true });
  };
  const photos = useInfiniteQuery({
    queryKey: ['photo-queue', queue, kitchenId],
    queryFn: ({ signal, pageParam }) =>
      callConsole(
        'photoQueue',
        { query: { queue, kitchenId, limit: A_PAGE, cursor: pageParam } },
        { signal },
      ),
    ...PAGED,
  });
  const items = photos.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page">
      <h1>Photos</h1>
      <p className="lead">
        What kitchens photographed. A photo is for the kitchen and for staff until everybody who can be
        recognised in it has agreed to more.
      </p>
      <OnlyOf kitchenId={kitchenId} ofAll={() => set('kitchen', undefined)} />
      <div className="photo-queues">
        <ChoiceRow
          label="What was decided"
          choices={QUEUES.map((one) => ({ value: one.queue, words: one.word }))}
          chosen={queue}
          choose={(one) => set('queue', one === 'new' ? undefined : one)}
        />
      </div>
      {photos.data ? (
        items.length === 0 ? (
          <EmptyPanel title={queue === 'new' ? 'Nothing to look at' : 'None of these'}>
            <p>
              {queue === 'new'
                ? 'Every photo that came was looked at. Operators add more to deliveries, batches and incidents on the phone.'
                : 'Photos come here when somebody decides so.'}
            </p>
          </EmptyPanel>
        ) : (
          <>
            <ul className="photo-reviews">
              {items.map((photo) => (
                <Review key={`${photo.kitchenId}/${photo.hash}`} photo={photo} />
              ))}
            </ul>
            <ShowMore list={photos} />
          </>
        )
      ) : photos.error ? (
        <ProblemPanel error={photos.error} retry={() => void photos.refetch()} />
      ) : (
        <Loading label="Loading photos" blocks={[320, 320]} />
      )}
    </div>
  );
}

const DECISIONS: readonly { decision: PhotoDecision; word: string }[] = [
  { decision: 'yes', word: 'Public: all agreed' },
  { decision: 'asked', word: 'Consent asked for' },
  { decision: 'no', word: 'Not public' },
];

function Review({ photo }: { photo: Photo }) {
  const format = useFormat();
  const { kitchenId, hash } = photo;
  const [note, setNote] = useState('');
  const [sure, setSure] = useState(false);
  const queries = useQueryClient();
  const deciding = useMutation({
    mutationFn: (decision: PhotoDecision) =>
      callConsole('reviewPhoto', { params: { kitchenId, hash }, body: { decision, note } }),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['photo-queue'] }),
        queries.invalidateQueries({ queryKey: ['photos', kitchenId] }),
      ]),
  });
  const mayDecide = note.trim().length >= 3 && !deciding.isPending;
  return (
    <li className="panel photo-review">
      <PhotoFigure photo={photo} timeZone="UTC" size="full" />
      <div>
        <p>
          <KitchenLink kitchenId={kitchenId} />
          {photo.batchId === null ? '' : `, batch ${photo.batchId}`}
        </p>
        {photo.reviewedAt === null ? null : (
          <p className="quiet">
            {photo.reviewedBy ?? 'Somebody who was forgotten'},{' '}
            {format.instant(Date.parse(photo.reviewedAt), 'UTC')}: “{photo.note}”
          </p>
        )}
        <Field
          label="Who agreed and how, or why not"
          hint="No names of who is in it: say where the signed form lies."
          maxLength={500}
          value={note}
          fault={faultOf(deciding.error, 'note')}
          onChange={({ target }) => setNote(target.value)}
        />
        <div className="links">
          {DECISIONS.map(({ decision, word }) => (
            <button
              key={decision}
              type="button"
              className={decision === 'yes' ? 'button' : 'button button-quiet'}
              disabled={!mayDecide}
              onClick={() => deciding.mutate(decision)}
            >
              {word}
            </button>
          ))}
        </div>
        {sure ? (
          <div className="links" role="group" aria-label="Take it away for good?">
            <button
              type="button"
              className="button button-quiet"
              disabled={!mayDecide}
              onClick={() => deciding.mutate('remove')}
            >
              Yes, delete the photo for good
            </button>
            <button type="button" className="text-button" onClick={() => setSure(false)}>
              Keep it
            </button>
          </div>
        ) : (
          <button type="button" className="text-button" onClick={() => setSure(true)}>
            Delete the photo …
          </button>
        )}
        <FormProblem error={deciding.error} fields={['note']} />
      </div>
    </li>
  );
}
