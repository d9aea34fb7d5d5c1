import { useEffect, useState } from 'react';
import { t, locale } from '../language/language.js';
import { rare } from '../language/rare.js';
import { useLog } from '../log/use-log.js';
import { Choice } from '../parts/choice.js';
import { FactsList } from '../parts/facts-list.js';
import { Screen } from '../parts/screen.js';
import { Tap } from '../parts/tap.js';
import { go } from '../route.js';
import { storageHealth, type StorageHealth } from './health.js';
import { MOST_CARRIED_BYTES, toCarry } from '../photos/photo.js';
import { photoStore, usePhotos } from '../photos/photo-store.js';
import { PhotosSection } from '../photos/photos-section.js';
import { CodesRead, CodesShown } from './by-codes.js';
import { codesOf, MOST_CODES } from './codes.js';
import { canSeal, sealed, textOf, unsealed } from './parcel.js';
import { handOver } from './hand-over.js';

/** Shorter is guessed from a stolen file. */
const PASSPHRASE_CHARACTERS = 8;
const MEGABYTE = 1_000_000;
const megabytes = (bytes: number): string =>
  new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(bytes / MEGABYTE);

/** What the phone itself is about: its storage, receipts, and unsent entries that are to go to another phone. */
export function PhonePage() {
  const [health, setHealth] = useState<StorageHealth | null>(null);
  useEffect(() => void storageHealth().then(setHealth), []);
  return (
    <Screen title={t('phone.title')}>
      {health && (
        <FactsList
          facts={[
            [t('phone.storage'), t(health.isPersistent ? 'phone.persistent' : 'phone.atRisk')],
            ...(health.used === null || health.quota === null
              ? []
              : [
                  [
                    t('phone.room'),
                    t('phone.used', { used: megabytes(health.used), quota: megabytes(health.quota) }),
                  ] as [string, string],
                ]),
          ]}
        />
      )}
      <Tap className="secondary wide" onClick={() => go({ page: 'receipts' })}>
        {t('phone.receipts')}
      </Tap>
      <Tap className="secondary wide" onClick={() => go({ page: 'people' })}>
        {t('phone.onShift')}
      </Tap>
      <PhotosSection />
      {canSeal() && <Elsewhere />}
    </Screen>
  );
}

/** Unsent entries and photos as a file for another phone, or as codes on the screen, and such from another phone. */
function Elsewhere() {
  const { entries, take } = useLog();
  const [passphrase, setPassphrase] = useState('');
  const [said, setSaid] = useState<string | null>(null);
  const unsent = entries.filter(({ state }) => state.kind === 'waiting');
  const isLong = passphrase.length >= PASSPHRASE_CHARACTERS;
  const { photos } = usePhotos();
  const [given, setGiven] = useState<ReadonlySet<string>>(new Set());
  const [isLean, setLean] = useState(false);
  const [made, setMade] = useState<{ codes: readonly string[]; passphrase: string } | null>(null);
  // Another passphrase opens none of them.
  const codes = made?.passphrase === passphrase ? made.codes : null;
  const [isReading, setReading] = useState(false);
  /** That the passphrase did not open: kept for another try, it may have cost minutes at the camera. */
  const [shut, setShut] = useState<string | null>(null);
  const { now, left, given: goneThen } = toCarry(photos, entries, given);
  const taking = isLean ? [] : now;

  const give = async () => {
    const carried = await photoStore.carried(taking);
    const file = await sealed({ entries: unsent, photos: carried }, passphrase);
    if (!(await handOver(new File([file], 'bakeloop-unsent.json', { type: 'application/json' })))) return;
    const said = [t('phone.given', { count: unsent.length })];
    if (isLean) {
      if (now.length > 0) said.push(rare('parcel.photosStay', { count: now.length + left }));
      return setSaid(said.join(' '));
    }
    setGiven(goneThen);
    if (carried.length > 0) said.push(t('phone.photosGiven', { count: carried.length }));
    if (left > 0) said.push(t('phone.photosLeft', { count: left, mb: megabytes(MOST_CARRIED_BYTES) }));
    setSaid(said.join(' '));
  };
  const show = async () => {
    setReading(false);
    if (codes) return setMade(null);
    const file = await sealed({ entries: unsent, photos: [] }, passphrase);
    const codesNow = codesOf(file, textOf(crypto.getRandomValues(new Uint8Array(3))));
    if (codesNow.length > MOST_CODES) return setSaid(rare('codes.tooMany'));
    setMade({ codes: codesNow, passphrase });
    setSaid(now.length > 0 ? rare('parcel.photosStay', { count: now.length + left }) : null);
  };
  const read = async (file: string) => {
    setReading(false);
    const found = await unsealed(file, passphrase);
    setShut(found === 'wrong-passphrase' ? file : null);
    if (found === 'not-ours') return setSaid(t('phone.notOurs'));
    if (found === 'wrong-passphrase') return setSaid(t('phone.wrongPassphrase'));
    const said = [t('phone.taken', { count: take(found.entries) })];
    const { taken, noRoom } = await photoStore.take(found.photos);
    if (taken > 0) said.push(t('phone.photosTaken', { count: taken }));
    if (noRoom > 0) said.push(t('phone.photosNoRoom', { count: noRoom }));
    setSaid(said.join(' '));
  };
  return (
    <section className="stack">
      <h2>{t('phone.elsewhere')}</h2>
      <p>{t('phone.elsewhereLead')}</p>
      <label className="field">
        {t('phone.passphrase')}
        <input
          value={passphrase}
          type="password"
          autoComplete="off"
          onChange={({ target }) => setPassphrase(target.value)}
        />
      </label>
      {now.length > 0 && (
        <Choice
          label={rare('parcel.inFile')}
          chosen={isLean ? 'lean' : 'whole'}
          options={[
            {
              value: 'whole',
              label: rare('parcel.withPhotos'),
              hint: t('phone.photosToo', {
                count: now.length,
                mb: megabytes(now.reduce((sum, { bytes }) => sum + bytes, 0)),
              }),
            },
            { value: 'lean', label: rare('parcel.withoutPhotos'), hint: rare('parcel.withoutPhotosWhy') },
          ]}
          onChoose={(value) => setLean(value === 'lean')}
        />
      )}
      <div className="others two">
        <Tap
          className="secondary"
          disabled={!isLong || unsent.length + taking.length === 0}
          onClick={() => void give().catch((error: Error) => setSaid(error.message))}
        >
          {t('phone.give', { count: unsent.length })}
        </Tap>
        <label className="secondary file-button" data-off={!isLong}>
          {t('phone.take')}
          <input
            type="file"
            accept="application/json,.json,text/plain,.txt"
            disabled={!isLong}
            onChange={({ target }) => void target.files?.[0]?.text().then(read)}
          />
        </label>
        <Tap
          className="secondary"
          aria-pressed={codes !== null}
          disabled={codes === null && (!isLong || unsent.length === 0)}
          onClick={() => void show().catch((error: Error) => setSaid(error.message))}
        >
          {rare('codes.show')}
        </Tap>
        <Tap
          className="secondary"
          aria-pressed={isReading}
          disabled={!isReading && !isLong}
          onClick={() => {
            setMade(null);
            setReading(!isReading);
          }}
        >
          {rare('codes.read')}
        </Tap>
      </div>
      {codes && <CodesShown codes={codes} />}
      {isReading && <CodesRead onFile={(file) => void read(file)} />}
      {said !== null && <p role="status">{said}</p>}
      {shut !== null && (
        <Tap className="secondary wide" disabled={!isLong} onClick={() => void read(shut)}>
          {rare('parcel.again')}
        </Tap>
      )}
    </section>
  );
}
