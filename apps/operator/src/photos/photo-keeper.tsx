import { Image } from 'lucide-react';
import { useEffect } from 'react';
import { t } from '../language/language.js';
import { useLog } from '../log/use-log.js';
import { Tap } from '../parts/tap.js';
import { go } from '../route.js';
import { photoStore, usePhotos } from './photo-store.js';
import './photos.css';

/** Sends photos while the app is open, whichever page is shown. */
export function PhotoKeeper() {
  const { entries } = useLog();
  useEffect(() => photoStore.follow(entries), [entries]);
  return null;
}

/** On the first page, while photos are on the phone only: how many, and the way to them. */
export function PhotoNotice() {
  const { photos, sending } = usePhotos();
  const open = photos.filter(({ state, eventId }) => state.kind !== 'stored' && eventId !== null);
  if (open.length === 0) return null;
  return (
    <Tap className="secondary wide row" onClick={() => go({ page: 'phone' })}>
      <span className="photo-open">
        <Image aria-hidden /> {t('photo.open', { count: open.length })}
      </span>
      {sending && <strong>{t('photo.sending', { percent: sending.percent })}</strong>}
    </Tap>
  );
}
