import './period-choice.css';

const DAY_MS = 86_400_000;

export interface DayPeriod {
  from?: string | undefined;
  to?: string | undefined;
}

const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

interface Choice {
  words: string;
  of: (nowMs: number) => DayPeriod;
}
const CHOICES: readonly Choice[] = [
  { words: 'All time', of: () => ({}) },
  { words: 'This year', of: (nowMs) => ({ from: `${isoDay(nowMs).slice(0, 4)}-01-01` }) },
  { words: 'Last 30 days', of: (nowMs) => ({ from: isoDay(nowMs - 29 * DAY_MS) }) },
  { words: 'Last 7 days', of: (nowMs) => ({ from: isoDay(nowMs - 6 * DAY_MS) }) },
];

/** The last so many days, today included. */
export const lastDays = (words: string, days: number): Choice => ({
  words,
  of: (nowMs) => ({ from: isoDay(nowMs - (days - 1) * DAY_MS), to: isoDay(nowMs) }),
});

/** Days of a figure: by name, or from one day to another. Days are those of each kitchen's own calendar. */
export function PeriodChoice({
  period,
  bounded = false,
  onChange,
  choices = CHOICES,
}: {
  period: DayPeriod;
  /** Without all time, and ends today where nobody says otherwise. */
  bounded?: boolean;
  onChange: (period: DayPeriod) => void;
  choices?: readonly Choice[];
}) {
  const nowMs = Date.now();
  const shown = bounded ? choices.filter(({ of }) => of(nowMs).from !== undefined) : choices;
  const today = isoDay(nowMs);
  const named = shown.findIndex(({ of }) => {
    const choice = of(nowMs);
    return choice.from === period.from && (choice.to ?? (bounded ? today : undefined)) === period.to;
  });
  return (
    <div className="field">
      <label htmlFor="period">Days</label>
      <div className="field-row">
        <select
          id="period"
          value={String(named)}
          onChange={({ target }) => {
            const choice = shown[Number(target.value)];
            onChange(choice ? choice.of(nowMs) : { from: isoDay(nowMs - 29 * DAY_MS), to: isoDay(nowMs) });
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
              value={period.from ?? ''}
              max={period.to}
              onChange={({ target }) => {
                onChange({ ...period, from: target.value === '' ? undefined : target.value });
              }}
            />
            <input
              type="date"
              aria-label="Last day"
              value={period.to ?? ''}
              min={period.from}
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
