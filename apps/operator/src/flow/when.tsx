import { Clock, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { clock, locale, t, zone } from '../language/language.js';
import { phone } from '../log/use-log.js';
import { Tap } from '../parts/tap.js';
import { agoAt, lastTimeAt, pastTime, trueNowMs } from './times.js';

const MINUTES_AGO = [5, 10, 20, 30, 60] as const;

/** What came before, as a person knows it. */
export interface StepBefore {
  /** RFC 3339. */
  time: string;
  what: string;
}

/** For `save`: the time that was chosen; nothing, and so now, where none was, or where it is still to come. */
export function timed(time: string | null): { time?: string } {
  const chosen = pastTime(time, trueNowMs(phone));
  return chosen === null ? {} : { time: chosen };
}

/**
 * When it happened: now unless somebody says otherwise, who often logs what was done a while ago. On the kitchen's clock,
 * and never still to come.
 */
export function When({
  time,
  before = null,
  onChoose,
}: {
  time: string | null;
  /** A time before it is doubted aloud; it is taken all the same, since the other one may be the wrong one. */
  before?: StepBefore | null;
  onChoose: (time: string | null) => void;
}) {
  const [open, setOpen] = useState(false);
  const nowMs = trueNowMs(phone);
  const chosen = pastTime(time, nowMs);
  const choose = (picked: string | null) => {
    onChoose(picked);
    setOpen(false);
  };
  const doubt = chosen !== null && before !== null && Date.parse(chosen) < Date.parse(before.time) && (
    <p className="notice notice-check" role="alert">
      <TriangleAlert aria-hidden />
      <span>{t('when.before', { what: before.what, time: clock(before.time, nowMs) })}</span>
    </p>
  );
  if (!open) {
    return (
      <>
        <Tap className="secondary wide row" onClick={() => setOpen(true)}>
          <span className="when">
            <Clock aria-hidden /> {t('entry.when')}
          </span>
          <strong>{chosen === null ? t('entry.justNow') : clock(chosen, nowMs)}</strong>
        </Tap>
        {doubt}
      </>
    );
  }
  const ago = new Intl.RelativeTimeFormat(locale(), { numeric: 'always' });
  return (
    <fieldset className="choice">
      <legend>{t('entry.when')}</legend>
      <div className="tiles columns-2">
        <Tap className="tile" aria-pressed={chosen === null} onClick={() => choose(null)}>
          {t('entry.justNow')}
        </Tap>
        {MINUTES_AGO.map((minutes) => (
          <Tap key={minutes} className="tile" onClick={() => choose(agoAt(minutes, nowMs, zone()))}>
            {minutes < 60 ? ago.format(-minutes, 'minute') : ago.format(-minutes / 60, 'hour')}
          </Tap>
        ))}
      </div>
      <label className="field">
        {t('form.clock')}
        <input
          type="time"
          onChange={(event) => {
            const at = lastTimeAt(event.target.value, nowMs, zone());
            if (at !== null) onChoose(at);
          }}
        />
      </label>
      {doubt}
    </fieldset>
  );
}
