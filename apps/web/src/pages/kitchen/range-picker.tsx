import { useFormat } from '@bakeloop/ui';
import { Popover } from '@mantine/core';
import { CalendarClock, ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { ROLLING_KEYS, ROLLING_WORDS, windowOf, type Range } from '../../data/range.js';

interface RangePickerProps {
  range: Range;
  timeZone: string;
  onChange: (range: Range) => void;
}

/** Rolling ranges by name, steps back and forth, and two instants for whoever knows what to look for. */
export function RangePicker({ range, timeZone, onChange }: RangePickerProps) {
  const format = useFormat();
  const step = (direction: -1 | 1) => {
    const { fromMs, toMs } = windowOf(range, Date.now());
    const span = toMs - fromMs;
    onChange({ kind: 'fixed', fromMs: fromMs + direction * span, toMs: toMs + direction * span });
  };
  return (
    <div className="range" role="group" aria-label="Time range">
      <button
        type="button"
        className="icon-button"
        aria-label="Earlier"
        onClick={() => {
          step(-1);
        }}
      >
        <ChevronLeft size={18} aria-hidden />
      </button>
      {ROLLING_KEYS.map((key) => (
        <button
          key={key}
          type="button"
          className="range-key"
          // What is seen comes first: whoever speaks to the page says that.
          aria-label={`${key}, ${ROLLING_WORDS[key].toLowerCase()}`}
          aria-pressed={range.kind === 'rolling' && range.key === key}
          onClick={() => {
            onChange({ kind: 'rolling', key });
          }}
        >
          {key}
        </button>
      ))}
      <FromTo range={range} onChange={onChange} />
      <button
        type="button"
        className="icon-button"
        aria-label="Later"
        disabled={range.kind === 'rolling'}
        onClick={() => {
          step(1);
        }}
      >
        <ChevronRight size={18} aria-hidden />
      </button>
      {range.kind === 'fixed' ? (
        <span className="quiet range-fixed">
          {format.instant(range.fromMs, timeZone)} to {format.instant(range.toMs, timeZone)}
        </span>
      ) : null}
    </div>
  );
}

function FromTo({ range, onChange }: Pick<RangePickerProps, 'range' | 'onChange'>) {
  const [opened, setOpened] = useState(false);
  const [problem, setProblem] = useState('');
  const { fromMs, toMs } = windowOf(range, Date.now());
  const submit = (form: FormData) => {
    const from = Date.parse(field(form, 'from'));
    const to = Date.parse(field(form, 'to'));
    if (!(to - from >= 60_000)) {
      setProblem('The end must be at least a minute after the start.');
      return;
    }
    setProblem('');
    setOpened(false);
    onChange({ kind: 'fixed', fromMs: from, toMs: to });
  };
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus withArrow shadow="md" position="bottom">
      <Popover.Target>
        <button
          type="button"
          className="range-key"
          aria-label="From and to"
          aria-pressed={range.kind === 'fixed'}
          onClick={() => {
            setOpened(!opened);
          }}
        >
          <CalendarClock size={17} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <form action={submit} className="from-to">
          <label>
            From <input type="datetime-local" name="from" required defaultValue={localInput(fromMs)} />
          </label>
          <label>
            To <input type="datetime-local" name="to" required defaultValue={localInput(toMs)} />
          </label>
          <p className="quiet">In the time of this device.</p>
          {problem === '' ? null : <p role="alert">{problem}</p>}
          <button type="submit" className="button">
            Show
          </button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

function field(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** What `datetime-local` wants: this device's wall clock, to the minute. */
function localInput(ms: number): string {
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
