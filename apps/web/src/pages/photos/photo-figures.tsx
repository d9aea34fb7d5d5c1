import type { Photo, PhotoConsent } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { eventPath } from '../../data/addresses.js';
import { eventTitle } from '../../data/event-words.js';
import { useMay } from '../../data/use-session.js';
import './photos.css';
import { callConsole } from '../../data/call-console.js';

const CONSENT_WORDS: Record<PhotoConsent, string> = {
  no: 'not public',
  asked: 'consent asked for',
  yes: 'public, with consent',
};

export const photoPath = ({ kitchenId, hash }: Pick<Photo, 'kitchenId' | 'hash'>): string =>
  `/api/v1/kitchens/${encodeURIComponent(kitchenId)}/photos/${hash}`;

/** A photo with what it is of; its large version is one click away. @param size of the picture that is shown */
export function PhotoFigure({
  photo,
  timeZone,
  size,
  children,
}: {
  photo: Photo;
  timeZone: string;
  size: 'small' | 'full';
  children?: ReactNode;
}) {
  const format = useFormat();
  const what = eventTitle(photo.eventType);
  const when = format.instant(Date.parse(photo.takenAt ?? photo.eventTime), timeZone);
  const path = photoPath(photo);
  return (
    <figure className={`photo photo-${size}`}>
      <a href={path} target="_blank" rel="noreferrer" aria-label={`Photo of “${what}” of ${when}, large`}>
        <img
          src={size === 'small' ? `${path}/small` : path}
          width={photo.width}
          height={photo.height}
          loading="lazy"
          alt=""
        />
      </a>
      <figcaption>
        <Link to={eventPath(photo.eventId)}>{what}</Link> <span className="quiet">{when}</span>
        <span className={`photo-consent photo-${photo.public}`}>
          {photo.reviewedAt === null ? 'not looked at yet' : CONSENT_WORDS[photo.public]}
        </span>
      </figcaption>
      {children}
    </figure>
  );
}

/** More than these of one batch are on the page for photos. */
const SHOWN = 24;

/** Photos of one event or one batch, for who may see those of the kitchen; nothing where there are none. */
export function PhotosOf({
  kitchenId,
  of,
  timeZone,
}: {
  kitchenId: string;
  of: { eventId: string } | { batchId: string };
  timeZone: string;
}) {
  const may = useMay('photo.see', kitchenId);
  const photos = useQuery({
    queryKey: ['photos', kitchenId, of],
    queryFn: ({ signal }) =>
      callConsole(
        'photosOfKitchen',
        { params: { kitchenId }, query: { ...of, limit: SHOWN, cursor: undefined } },
        { signal },
      ),
    enabled: may,
  });
  const items = photos.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="photos-heading">
      <h2 id="photos-heading">Photos</h2>
      <div className="photos">
        {items.map((photo) => (
          <PhotoFigure key={photo.hash} photo={photo} timeZone={timeZone} size="small" />
        ))}
      </div>
      {photos.data?.next ? <p className="quiet">The newest {SHOWN}; there are more.</p> : null}
    </section>
  );
}
