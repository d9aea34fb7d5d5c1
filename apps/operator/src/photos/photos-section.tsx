import { locale, t } from '../language/language.js';
import { Choice } from '../parts/choice.js';
import { Tap } from '../parts/tap.js';
import { RULES } from './photo.js';
import { PhotoList } from './photo-list.js';
import { photoStore, usePhotos } from './photo-store.js';

const MEGABYTE = 1_000_000;

/** On the page of the phone: what became of its photos, on which networks they go, and the button that sends them at once. */
export function PhotosSection() {
  const { photos, rule, way, forced } = usePhotos();
  const newest = [...photos].sort((left, right) => right.keptAtMs - left.keptAtMs);
  const held = photos.filter(
    ({ hash, state, eventId }) => state.kind === 'waiting' && eventId !== null && !forced.has(hash),
  );
  const megabytes = new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(
    held.reduce((sum, { bytes }) => sum + bytes, 0) / MEGABYTE,
  );
  return (
    <section className="stack">
      <h2>{t('photo.title')}</h2>
      <Choice
        label={t('photo.rule')}
        chosen={rule}
        options={RULES.map((value) => ({ value, label: t(`photo.${value}`) }))}
        onChoose={(value) => photoStore.choose(value)}
      />
      {rule === 'wifi' && way === 'cannot-tell' && (
        <p className="notice notice-check">{t('photo.cannotTell')}</p>
      )}
      {newest.length === 0 ? <p>{t('photo.none')}</p> : <PhotoList photos={newest} />}
      {held.length > 0 && way !== 'free' && way !== 'no-network' && (
        <Tap className="secondary strong wide" onClick={() => photoStore.sendNow()}>
          {t('photo.sendNow', { mb: megabytes })}
        </Tap>
      )}
    </section>
  );
}
