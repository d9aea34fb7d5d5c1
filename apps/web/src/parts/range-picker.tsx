import { useFormat } from '@bakeloop/ui';
import { Popover } from '@mantine/core';
import { CalendarClock, ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { isOpen, RELATIVE_KEYS, relativeOf, WIDEST_MS, windowOf, type Range } from '../data/range.js';
import { atWall, wallInput } from '../data/wall-time.js';
import './range-picker.css';

interface RangePickerProps {
  range: Range;
  timeZone: string;
  onChange: (range: Range) => void;
}

/** Relative ranges by name, steps back and forth, and two instants for whoever knows what to look for. */
export function RangePicker({ range, timeZone, onChange }: RangePickerProps) {
  const format = useFormat();
  const step = (direction: -1 | 1) => {
    const { fromMs, toMs } = windowOf(range, Date.now(), timeZone);
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
      {RELATIVE_KEYS.map((key) => {
        const { short, words } = relativeOf(key);
        return short === undefined ? null : (
          <button
            key={key}
            type="button"
            className="range-key"
            // What is seen comes first: whoever speaks to the page says that.
            aria-label={`${short}, ${words.toLowerCase()}`}
            aria-pressed={range.kind === 'relative' && range.key === key}
            onClick={() => {
              onChange({ kind: 'relative', key });
            }}
          >
            {short}
          </button>
        );
      })}
      <select
        className="range-more"
        aria-label="More ranges"
        value={range.kind === 'relative' && relativeOf(range.key).short === undefined ? range.key : ''}
        onChange={({ target }) => {
          const key = RELATIVE_KEYS.find((one) => one === target.value);
          if (key) onChange({ kind: 'relative', key });
        }}
      >
        <option value="" disabled>
          More …
        </option>
        {RELATIVE_KEYS.filter((key) => relativeOf(key).short === undefined).map((key) => (
          <option key={key} value={key}>
            {relativeOf(key).words}
          </option>
        ))}
      </select>
      <FromTo range={range} timeZone={timeZone} onChange={onChange} />
      <button
        type="button"
        className="icon-button"
        aria-label="Later"
        disabled={isOpen(range)}
        onClick={() => {
          step(1);
        }}
      >
        <ChevronRight size={18} aria-hidden />
      </button>
      {range.kind === 'fixed' ? (
        <span className="quiet range-fixed">
          {format.instant(range.fromMs, timeZone, 'full')} to {format.instant(range.toMs, timeZone, 'full')}
        </span>
      ) : null}
    </div>
  );
}

function FromTo({ range, timeZone, onChange }: RangePickerProps) {
  const [opened, setOpened] = useState(false);
  const [problem, setProblem] = useState('');
  const { fromMs, toMs } = windowOf(range, Date.now(), timeZone);
  const submit = (form: FormData) => {
    const [from, to] = ['from', 'to'].map((name) => atWall(field(form, name), timeZone)) as [number, number];
    if (!(to - from >= 60_000)) {
      setProblem('The end must be at least a minute after the start.');
      return;
    }
    if (to - from > WIDEST_MS) {
      setProblem(`At most ${String(WIDEST_MS / 86_400_000)} days can be shown at once.`);
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
            From{' '}
            <input type="datetime-local" name="from" required defaultValue={wallInput(fromMs, timeZone)} />
          </label>
          <label>
            To <input type="datetime-local" name="to" required defaultValue={wallInput(toMs, timeZone)} />
          </label>
          <p className="quiet">By the kitchen&apos;s clock, {timeZone.replace(/_/g, ' ')}.</p>
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
