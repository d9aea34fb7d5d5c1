import { dayOn } from '@bakeloop/contracts';
import './period-choice.css';

export interface DayPeriod {
  from?: string | undefined;
  to?: string | undefined;
}

/** Of today and of tomorrow it is other days: they move on with the calendar. */
interface Choice extends DayPeriod {
  words: string;
}
const TODAY = '-0d';
const CHOICES: readonly Choice[] = [
  { words: 'All time' },
  { words: 'This year', from: 'year' },
  { words: 'Last 30 days', from: '-29d' },
  { words: 'Last 7 days', from: '-6d' },
];

/** The last so many days, today included. */
export const lastDays = (words: string, days: number): Choice => ({
  words,
  from: `-${String(days - 1)}d`,
  to: TODAY,
});

/**
 * Days of a figure: by name, or from one day to another. Days are those of each kitchen's own calendar.
 * @param today `YYYY-MM-DD`
 */
export function PeriodChoice({
  period,
  today,
  bounded = false,
  onChange,
  choices = CHOICES,
}: {
  period: DayPeriod;
  today: string;
  /** Without all time, and ends today where nobody says otherwise. */
  bounded?: boolean;
  onChange: (period: DayPeriod) => void;
  choices?: readonly Choice[];
}) {
  const shown = (bounded ? choices.filter(({ from }) => from !== undefined) : choices).map((choice) => ({
    ...choice,
    to: choice.to ?? (bounded ? TODAY : undefined),
  }));
  const named = shown.findIndex(({ from, to }) => from === period.from && to === period.to);
  const inDays = (day: string | undefined): string => (day === undefined ? '' : dayOn(day, today));
  return (
    <div className="field">
      <label htmlFor="period">Days</label>
      <div className="field-row">
        <select
          id="period"
          value={String(named)}
          onChange={({ target }) => {
            const choice = shown[Number(target.value)];
            onChange(choice ? { from: choice.from, to: choice.to } : { from: inDays('-29d'), to: today });
          }}
        >
          {shown.map(({ words }, index) => (
            <option key={words} value={String(index)}>
              {words}
            </option>
          ))}
          <option value="-1">From … to …</option>
        </select>
        {named < 0 ? (
          <>
            <input
              type="date"
              aria-label="First day"
              value={inDays(period.from)}
              max={inDays(period.to)}
              onChange={({ target }) => {
                onChange({ ...period, from: target.value === '' ? undefined : target.value });
              }}
            />
            <input
              type="date"
              aria-label="Last day"
              value={inDays(period.to)}
              min={inDays(period.from)}
              onChange={({ target }) => {
                onChange({ ...period, to: target.value === '' ? undefined : target.value });
              }}
            />
          </>
        ) : null}
      </div>
    </div>
  );
}
