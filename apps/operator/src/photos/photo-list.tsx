import { Image } from 'lucide-react';
import { t } from '../language/language.js';
import { useLog } from '../log/use-log.js';
import { photosOf, shownAs, type Photo } from './photo.js';
import { usePhotos } from './photo-store.js';
import { photoWords } from './photo-words.js';
import './photos.css';

/** Photos with what became of each. @param photos in the order in which they are to be shown */
export function PhotoList({ photos }: { photos: readonly Photo[] }) {
  const { way, sending, forced } = usePhotos();
  const { entries } = useLog();
  const named = new Set(entries.flatMap(({ event }) => photosOf(event)));
  return (
    <ul className="photo-list">
      {photos.map((photo, index) => {
        const { hash } = photo;
        const shown = shownAs(photo, { way, sending, isNamed: named.has(hash), isForced: forced.has(hash) });
        return (
          <li key={hash} data-state={shown.kind}>
            <Thumb photo={photo} name={t('photo.nth', { n: index + 1 })} />
            <span>{photoWords(shown)}</span>
          </li>
        );
      })}
    </ul>
  );
}

export function Thumb({ photo, name }: { photo: Photo | undefined; name: string }) {
  if (photo?.thumb) return <img className="photo-thumb" src={photo.thumb} alt={name} />;
  return (
    <span className="photo-thumb" role="img" aria-label={name}>
      <Image aria-hidden />
    </span>
  );
}

/** The photos of one logged event, as far as this phone has them. */
export function PhotosOfEntry({ hashes }: { hashes: readonly string[] }) {
  const { photos } = usePhotos();
  const own = photos.filter(({ hash }) => hashes.includes(hash));
  if (own.length === 0) return null;
  return (
    <section aria-label={t('photo.title')}>
      <PhotoList photos={own} />
    </section>
  );
}
