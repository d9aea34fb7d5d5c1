import { useState, type ReactNode } from 'react';
import { barAxis, barNames, LETTER_PX } from '../bar-axis.js';
import { useFormat } from '../provider.js';
import { ChartFrame, type ChartFrameProps, type ChartRoom } from './chart-frame.js';

export interface Bar {
  key: string;
  /** Whole name, for the reader of one bar: `Mon 2 Mar`. */
  label: string;
  /** Shown below the bar where there is room. */
  tick: string;
  /** Null: not known, drawn as an empty place. */
  value: number | null;
  /** Where the value lies with 95 %, drawn over its bar; null or absent: not known. */
  range?: { low: number; high: number } | null;
}
export interface BarsProps extends Pick<ChartFrameProps, 'files' | 'heightPx' | 'onWidth'> {
  title: string;
  bars: Bar[];
  formatValue: (value: number) => string;
  note?: string;
  /** How the numbers come about. */
  about: ReactNode;
  /** What a bar stands for: the head of the first column of the table. */
  of: string;
  /** The key of the first bar that still grows (today): it and those after it are drawn hatched. */
  openFrom?: string | undefined;
}

const TOP = 8;
const BOTTOM = 22;
/** Room for the values of the axis at least, px. */
const LEAST_LEFT = 62;
/** A single month is a bar, not a wall. */
const MOST_THICK_PX = 120;

/** Bars over days, hours or names, above and below nought, in the frame of all charts. */
export function Bars({
  title,
  bars,
  formatValue,
  heightPx = 150,
  note = '',
  about,
  of,
  openFrom,
  files,
  onWidth,
}: BarsProps) {
  const text = ({ value }: Bar): string => (value === null ? 'nothing known' : formatValue(value));
  const spread = ({ range }: Bar): string =>
    range ? `${formatValue(range.low)} to ${formatValue(range.high)}` : '';
  const isRanged = bars.some(({ range }) => range);
  const said = (bar: Bar): string => (bar.range ? `${text(bar)}, ${spread(bar)}` : text(bar));
  return (
    <ChartFrame
      title={title}
      note={bars.length === 0 ? 'Nothing in this period.' : note}
      about={about}
      count={bars.length}
      sayAt={(index) => {
        const bar = bars[index];
        return bar ? `${bar.label}: ${said(bar)}` : '';
      }}
      table={() => ({
        columns: [of, title, ...(isRanged ? ['Range (95 %)'] : [])],
        rows: bars.map((bar) => ({
          key: bar.key,
          cells: [bar.label, text(bar), ...(isRanged ? [spread(bar)] : [])],
        })),
      })}
      files={files}
      heightPx={heightPx}
      onWidth={onWidth}
    >
      {(room) => (
        <Picture bars={bars} room={room} formatValue={formatValue} text={said} openFrom={openFrom} />
      )}
    </ChartFrame>
  );
}

function Picture({
  bars,
  room: { width, heightPx, cursor },
  formatValue,
  text,
  openFrom,
}: Pick<BarsProps, 'bars' | 'formatValue' | 'openFrom'> & { room: ChartRoom; text: (bar: Bar) => string }) {
  const [pointed, setPointed] = useState<number | null>(null);
  const active = cursor ?? pointed;
  const ends = bars.flatMap(({ value, range }) => [value ?? 0, range?.low ?? 0, range?.high ?? 0]);
  const plot = heightPx - BOTTOM - TOP;
  const { top, bottom, lines } = barAxis(ends, plot);
  const left = Math.max(
    LEAST_LEFT,
    14 + LETTER_PX * Math.max(...lines.map((line) => formatValue(line).length)),
  );
  const step = bars.length > 0 ? (width - left) / bars.length : 0;
  const thick = Math.min(MOST_THICK_PX, Math.max(1, step - Math.min(6, step * 0.24)));
  const names = barNames(
    bars.map(({ tick }) => tick),
    left,
    width,
  );
  const y = (value: number) => TOP + (plot * (top - value)) / (top - bottom);
  const tip = active === null ? undefined : bars[active];
  const tipX = active === null ? 0 : left + (active + 0.5) * step;
  return (
    <svg
      width={width}
      height={heightPx}
      aria-hidden
      onPointerLeave={() => {
        setPointed(null);
      }}
    >
      <defs>
        <pattern
          id="bl-hatch"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="6" height="6" fill="var(--bl-series-1)" opacity="0.35" />
          <rect width="3" height="6" fill="var(--bl-series-1)" />
        </pattern>
      </defs>
      {lines.map((line) => (
        <g key={line}>
          <line x1={left} x2={width} y1={y(line)} y2={y(line)} stroke="var(--bl-line)" />
          <text x={left - 8} y={y(line) + 4} textAnchor="end" className="bl-axis-text">
            {formatValue(line)}
          </text>
        </g>
      ))}
      {bars.map((bar, index) => (
        <g
          key={bar.key}
          onPointerEnter={() => {
            setPointed(index);
          }}
        >
          <rect x={left + index * step} y={0} width={step} height={heightPx} fill="transparent" />
          {bar.value === null ? null : (
            <rect
              x={left + (index + 0.5) * step - thick / 2}
              width={thick}
              y={Math.min(y(bar.value), y(0))}
              height={Math.max(bar.value === 0 ? 0 : 1.5, Math.abs(y(bar.value) - y(0)))}
              rx={Math.min(3, step / 5)}
              fill={
                openFrom !== undefined && bar.key >= openFrom
                  ? 'url(#bl-hatch)'
                  : bar.value < 0
                    ? 'var(--bl-series-2)'
                    : 'var(--bl-series-1)'
              }
              opacity={active !== null && active !== index ? 0.55 : 1}
            />
          )}
          {bar.range ? (
            <line
              x1={left + (index + 0.5) * step}
              x2={left + (index + 0.5) * step}
              y1={y(bar.range.high)}
              y2={y(bar.range.low)}
              stroke="var(--mantine-color-text)"
              strokeWidth={1.5}
            />
          ) : null}
          {names.has(index) ? (
            <text x={names.get(index)} y={heightPx - 5} textAnchor="middle" className="bl-axis-text">
              {bar.tick}
            </text>
          ) : null}
        </g>
      ))}
      <line x1={left} x2={width} y1={y(0)} y2={y(0)} stroke="var(--bl-strong-line)" />
      {tip ? (
        <text
          x={tipX > width / 2 ? width : left}
          y={TOP + 6}
          textAnchor={tipX > width / 2 ? 'end' : 'start'}
          className="bl-bar-tip"
        >
          {tip.label}: {text(tip)}
        </text>
      ) : null}
    </svg>
  );
}

/** Bars of kitchen-local days, a missing day as an empty place. */
export function BarByDay({
  days,
  values,
  ...rest
}: Omit<BarsProps, 'bars' | 'of'> & { days: string[]; values: Map<string, number> }) {
  const format = useFormat();
  const bars = days.map((day) => ({
    key: day,
    label: format.day(day),
    tick: format.instant(Date.parse(`${day}T00:00:00Z`), 'UTC', 'dayMonth'),
    value: values.get(day) ?? null,
  }));
  return <Bars bars={bars} of="Day" {...rest} />;
}
