import { Camera, X } from 'lucide-react';
import { useState } from 'react';
import { t } from '../language/language.js';
import { Tap } from '../parts/tap.js';
import { MAX_PHOTOS } from './photo.js';
import { Thumb } from './photo-list.js';
import { photoStore, usePhotos, type Kept } from './photo-store.js';
import './photos.css';

const FAULTS = {
  'no-room': 'photo.noRoom',
  unreadable: 'photo.unreadable',
  'too-large': 'photo.tooLarge',
} as const satisfies Record<Extract<Kept, { fault: unknown }>['fault'], string>;

/** One button for a photo by the camera or of a file; what was taken stands beside it. @param hashes of the form so far */
export function PhotoField({
  kitchenId,
  hashes,
  onChange,
}: {
  kitchenId: string;
  hashes: readonly string[];
  onChange: (hashes: string[]) => void;
}) {
  const { photos } = usePhotos();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const isFull = hashes.length >= MAX_PHOTOS;

  const take = async (files: readonly File[]) => {
    setBusy(true);
    setSaid(null);
    const taken = [...hashes];
    for (const file of files) {
      if (taken.length >= MAX_PHOTOS) {
        setSaid(t('photo.most', { count: MAX_PHOTOS }));
        break;
      }
      const kept = await photoStore.add(kitchenId, file).catch((): Kept => ({ fault: 'unreadable' }));
      if ('fault' in kept) setSaid(t(FAULTS[kept.fault]));
      else if (!taken.includes(kept.hash)) taken.push(kept.hash);
    }
    setBusy(false);
    if (taken.length > hashes.length) onChange(taken);
  };
  const drop = (hash: string) => {
    onChange(hashes.filter((one) => one !== hash));
    void photoStore.drop(hash);
  };
  return (
    <div className="photo-field">
      <label className="secondary file-button" data-off={isFull || busy}>
        <Camera aria-hidden /> {t(busy ? 'photo.working' : 'photo.add')}
        <input
          type="file"
          accept="image/*,.heic,.heif"
          multiple
          disabled={isFull || busy}
          onChange={({ target }) => {
            const files = [...(target.files ?? [])];
            target.value = '';
            if (files.length > 0) void take(files);
          }}
        />
      </label>
      {said !== null && (
        <p className="notice notice-check" role="alert">
          {said}
        </p>
      )}
      {hashes.length > 0 && (
        <ul className="photo-row" aria-label={t('photo.title')}>
          {hashes.map((hash, index) => (
            <li key={hash}>
              <Thumb
                photo={photos.find((photo) => photo.hash === hash)}
                name={t('photo.nth', { n: index + 1 })}
              />
              <Tap aria-label={t('photo.remove', { n: index + 1 })} onClick={() => drop(hash)}>
                <X aria-hidden />
              </Tap>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
