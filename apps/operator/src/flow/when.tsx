import { Clock } from 'lucide-react';
import { useState } from 'react';
import { clock, locale, t } from '../language/language.js';
import { phone } from '../log/use-log.js';
import { localTime } from '../mint.js';
import { Tap } from '../parts/tap.js';

const MINUTES_AGO = [10, 20, 30, 60, 120] as const;

/** RFC 3339 of some minutes ago, by the phone's clock. */
function timeAgo(minutes: number): string {
  const atMs = phone.nowMs() - minutes * 60_000;
  return localTime(atMs, phone.offsetMinutes(atMs));
}

/**
 * The newest moment that a clock on the phone showed `13:58`: today's, or yesterday's where that is still to come.
 * @returns RFC 3339; null when the text is no time
 */
export function lastTimeAt(hoursMinutes: string, nowMs: number): string | null {
  const found = /^(\d{2}):(\d{2})$/.exec(hoursMinutes);
  if (!found) return null;
  const at = new Date(nowMs);
  at.setHours(Number(found[1]), Number(found[2]), 0, 0);
  if (at.getTime() > nowMs) at.setDate(at.getDate() - 1);
  return localTime(at.getTime(), -at.getTimezoneOffset());
}

/** When it happened: now unless somebody says otherwise, who often logs what was done a while ago. */
export function When({ time, onChoose }: { time: string | null; onChoose: (time: string | null) => void }) {
  const [open, setOpen] = useState(false);
  const choose = (chosen: string | null) => {
    onChoose(chosen);
    setOpen(false);
  };
  if (!open) {
    return (
      <Tap className="secondary wide row" onClick={() => setOpen(true)}>
        <span className="when">
          <Clock aria-hidden /> {t('entry.when')}
        </span>
        <strong>{time === null ? t('entry.justNow') : clock(time)}</strong>
      </Tap>
    );
  }
  const ago = new Intl.RelativeTimeFormat(locale(), { numeric: 'always' });
  return (
    <fieldset className="choice">
      <legend>{t('entry.when')}</legend>
      <div className="tiles columns-2">
        <Tap className="tile" aria-pressed={time === null} onClick={() => choose(null)}>
          {t('entry.justNow')}
        </Tap>
        {MINUTES_AGO.map((minutes) => (
          <Tap key={minutes} className="tile" onClick={() => choose(timeAgo(minutes))}>
            {minutes < 60 ? ago.format(-minutes, 'minute') : ago.format(-minutes / 60, 'hour')}
          </Tap>
        ))}
      </div>
      <label className="field">
        {t('form.clock')}
        <input
          type="time"
          onChange={(event) => {
            const chosen = lastTimeAt(event.target.value, phone.nowMs());
            if (chosen !== null) onChoose(chosen);
          }}
        />
      </label>
    </fieldset>
  );
}
