import type { KitchenDetail } from '@bakeloop/contracts';
import { LocateFixed } from 'lucide-react';
import { useState } from 'react';
import { useKept } from '../kept.js';
import { locale, t } from '../language/language.js';
import { useLog } from '../log/use-log.js';
import { Screen } from '../parts/screen.js';
import { Tap } from '../parts/tap.js';
import { go } from '../route.js';
import { COUNTRIES, EMPTY_MOVE, movedEvent, positionText, zonesWith, type MoveDraft } from './moved.js';
import { timed, When } from './when.js';

/** A phone without a sky above it finds no place in this time, ms. */
const FIND_MS = 60_000;

/** The kitchen stands elsewhere: its place by the phone, a name, and the clock that hangs on the wall there. */
export function MovedPage({ kitchenId, kitchen }: { kitchenId: string; kitchen: KitchenDetail | null }) {
  const { save } = useLog();
  const [draft, setDraft] = useKept<MoveDraft>(`draft.${kitchenId}.moved`, EMPTY_MOVE);
  const [finding, setFinding] = useState<'no' | 'yes' | 'failed'>('no');
  const country = draft.country ?? kitchen?.country ?? '';
  const zone = draft.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const result = movedEvent({ ...draft, country, zone });

  const find = () => {
    setFinding('yes');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setFinding('no');
        setDraft({ ...draft, position: positionText(coords.latitude, coords.longitude) });
      },
      () => setFinding('failed'),
      { enableHighAccuracy: true, timeout: FIND_MS, maximumAge: 0 },
    );
  };
  const keep = () => {
    if (!('event' in result)) return;
    if (!save(kitchenId, result.event, t('tell.moved', { place: draft.place.trim() }), timed(draft.time)))
      return;
    setDraft(null);
    go({}, 'replace');
  };
  const names = new Intl.DisplayNames(locale(), { type: 'region', fallback: 'code' });
  const countries = COUNTRIES.map((code) => [code, names.of(code) ?? code] as const).toSorted((left, right) =>
    left[1].localeCompare(right[1], locale()),
  );
  return (
    <Screen
      title={t('moved.title')}
      action={{ label: t('form.save'), act: keep, missing: 'missing' in result ? result.missing : null }}
    >
      <p className="lead">{t('moved.lead')}</p>
      {'geolocation' in navigator && (
        <Tap className="secondary strong wide" onClick={find}>
          <LocateFixed aria-hidden />
          {t(finding === 'yes' ? 'moved.finding' : 'moved.find')}
        </Tap>
      )}
      {finding === 'failed' && (
        <p className="notice notice-check" role="alert">
          {t('moved.notFound')}
        </p>
      )}
      <label className="field">
        {t('moved.position')}
        <input
          value={draft.position}
          dir="ltr"
          placeholder="-1.2921, 36.8219"
          autoComplete="off"
          onChange={({ target }) => setDraft({ ...draft, position: target.value.slice(0, 60) })}
        />
      </label>
      <label className="field">
        {t('moved.place')}
        <input
          value={draft.place}
          maxLength={80}
          autoComplete="off"
          onChange={({ target }) => setDraft({ ...draft, place: target.value })}
        />
      </label>
      <label className="field">
        {t('field.country')}
        <select value={country} onChange={({ target }) => setDraft({ ...draft, country: target.value })}>
          {country === '' && <option value="">–</option>}
          {countries.map(([code, label]) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        {t('field.timeZone')}
        <select value={zone} dir="ltr" onChange={({ target }) => setDraft({ ...draft, zone: target.value })}>
          {zonesWith(zone).map((each) => (
            <option key={each} value={each}>
              {each.replaceAll('_', ' ')}
            </option>
          ))}
        </select>
      </label>
      <When time={draft.time} onChoose={(time) => setDraft({ ...draft, time })} />
    </Screen>
  );
}
