import { useId, useMemo, useState, type PointerEvent } from 'react';
import { UNKNOWN } from '../format.js';
import { useFormat } from '../provider.js';
import { seriesColour } from '../theme.js';
import { timeTicks, valueScale } from '../time-axis.js';
import type { ChartRoom } from './chart-frame.js';
import { LineMark, lineDash } from './line-mark.js';
import { bandPath, linePath } from './line-path.js';
import { extent, isAlone, type ChartRow } from './merge-lines.js';
import type { ChartNote, LimitBand, TimeChartProps } from './time-chart.js';

const TOP_PX = 8;
const RIGHT_PX = 18;
const TIME_AXIS_PX = 30;
const TICK_PX = 6;
/** Room for the values of the axis at least, beside them, and for each of their digits, px. */
const LEAST_LEFT_PX = 52;
const BESIDE_PX = 14;
const DIGIT_PX = 7.6;
const TIME_TICK_PX = 74;
const DAY_MS = 86_400_000;

interface TimePictureProps extends TimeChartProps {
  bands: readonly LimitBand[];
  notes: readonly ChartNote[];
  room: ChartRoom;
  rows: ChartRow[];
  /** Whether its one line lies between a lowest and a highest. */
  isBanded: boolean;
  late: readonly { fromMs: number; toMs: number }[];
  /** What the keyboard is on. */
  read: ChartRow | null;
}

/** What a chart over time draws. By hand: the library of the flows would be more than half of what a page with charts loads. */
export function TimePicture({
  lines,
  unit,
  fromMs,
  toMs,
  timeZone,
  limits,
  bands,
  notes,
  room: { width, heightPx },
  rows,
  isBanded,
  late,
  read,
}: TimePictureProps) {
  const format = useFormat();
  const id = useId();
  const [pointed, setPointed] = useState<ChartRow | null>(null);
  const scale = useMemo(() => {
    const [low, high] = extent(rows, lines.length, isBanded);
    const inView = bands.filter((band) => band.toMs > fromMs && band.fromMs < toMs);
    return valueScale(
      Math.min(low, ...inView.map((band) => band.low)),
      Math.max(high, ...inView.map((band) => band.high)),
    );
  }, [rows, lines.length, isBanded, bands, fromMs, toMs]);
  const written = (value: number): string => format.number(value, scale.digits);
  const left = Math.max(
    LEAST_LEFT_PX,
    BESIDE_PX + DIGIT_PX * Math.max(...scale.ticks.map((tick) => written(tick).length)),
  );
  const right = Math.max(left + 1, width - RIGHT_PX);
  const bottom = heightPx - TIME_AXIS_PX;
  const place = useMemo(() => {
    const x = (ms: number): number => left + ((ms - fromMs) / (toMs - fromMs)) * (right - left);
    const y = (value: number): number =>
      bottom - ((value - scale.low) / (scale.high - scale.low)) * (bottom - TOP_PX);
    return { x, y };
  }, [left, right, bottom, fromMs, toMs, scale]);
  const { x, y } = place;
  const drawn = useMemo(
    () =>
      lines.map((_, index) => ({
        line: linePath(rows.map((row) => ({ x: place.x(row.timeMs), y: yOf(row[`m${index}`], place.y) }))),
        alone: rows.filter((__, at) => isAlone(rows, index, at)),
      })),
    [lines, rows, place],
  );
  const band = useMemo(() => {
    const between = ({ timeMs, b0 }: ChartRow) => ({
      x: place.x(timeMs),
      band: b0 ? ([place.y(b0[0]), place.y(b0[1])] as const) : null,
    });
    return isBanded ? bandPath(rows.map(between)) : '';
  }, [rows, place, isBanded]);
  const within = (ms: number): number => x(Math.min(toMs, Math.max(fromMs, ms)));
  const stretch = (of: { fromMs: number; toMs: number }) => ({
    x: within(of.fromMs),
    width: within(of.toMs) - within(of.fromMs),
  });
  const inView = (of: { fromMs: number; toMs: number | null }): boolean =>
    of.fromMs <= toMs && (of.toMs ?? of.fromMs) >= fromMs;
  const whole = { y: TOP_PX, height: bottom - TOP_PX };
  const shown = read ?? pointed;

  const point = ({ clientX, currentTarget }: PointerEvent<SVGSVGElement>) => {
    const px = clientX - currentTarget.getBoundingClientRect().left;
    const far = (row: ChartRow): number => Math.abs(x(row.timeMs) - px);
    const near = rows.reduce<ChartRow | null>(
      (best, row) => (best === null || far(row) < far(best) ? row : best),
      null,
    );
    setPointed(
      near && px >= left && px <= right && inView({ fromMs: near.timeMs, toMs: null }) ? near : null,
    );
  };

  return (
    <div className="bl-time-picture">
      <svg
        width={width}
        height={heightPx}
        aria-hidden
        onPointerMove={point}
        onPointerLeave={() => {
          setPointed(null);
        }}
      >
        <defs>
          <pattern id={id} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="2" height="7" fill="var(--bl-warn)" opacity="0.45" />
          </pattern>
        </defs>
        {scale.ticks.map((tick) => (
          <g key={tick}>
            <line x1={left} x2={right} y1={y(tick)} y2={y(tick)} stroke="var(--bl-line)" />
            <text x={left - 8} y={y(tick) + 4} textAnchor="end" className="bl-axis-text">
              {written(tick)}
            </text>
          </g>
        ))}
        {/* What lies beyond the axes is cut off. */}
        <svg
          x={left}
          width={right - left}
          {...whole}
          viewBox={[left, TOP_PX, right - left, whole.height].join(' ')}
        >
          {bands.filter(inView).map((one) => (
            <rect
              key={one.key}
              className="bl-limit-band"
              {...stretch(one)}
              y={y(one.high)}
              height={Math.max(0, y(one.low) - y(one.high))}
              fill="var(--bl-good)"
              fillOpacity={0.13}
              stroke="var(--bl-good)"
              strokeOpacity={0.45}
              strokeDasharray="4 3"
            />
          ))}
          {late.filter(inView).map((one) => (
            <rect key={one.fromMs} {...stretch(one)} {...whole} fill={`url(#${id})`} />
          ))}
          <path d={band} fill={seriesColour(0)} fillOpacity={0.18} />
          {limits === undefined ? null : <Limits limits={limits} left={left} right={right} y={y} />}
          {drawn.map(({ line, alone }, index) => (
            <g key={index}>
              <path
                d={line}
                fill="none"
                stroke={seriesColour(index)}
                strokeWidth={2}
                strokeDasharray={lineDash(index)}
              />
              {alone.map((row) => (
                <circle
                  key={row.timeMs}
                  cx={x(row.timeMs)}
                  cy={y(row[`m${index}`] ?? 0)}
                  r={2.5}
                  fill={seriesColour(index)}
                />
              ))}
            </g>
          ))}
        </svg>
        {notes.filter(inView).map((one, index) => (
          <NoteMark
            key={one.id}
            number={index + 1}
            {...stretch({ ...one, toMs: one.toMs ?? one.fromMs })}
            {...whole}
          />
        ))}
        <TimeAxis {...{ fromMs, toMs, timeZone, left, right, bottom, x }} />
        {shown === null ? null : (
          <g stroke={read ? 'var(--mantine-color-text)' : 'var(--bl-strong-line)'} strokeWidth={1.5}>
            <line x1={x(shown.timeMs)} x2={x(shown.timeMs)} y1={TOP_PX} y2={bottom} />
            {lines.map(({ label }, index) => {
              const mean = shown[`m${index}`];
              return typeof mean === 'number' ? (
                <circle
                  key={label}
                  cx={x(shown.timeMs)}
                  cy={y(mean)}
                  r={read ? 5 : 4}
                  fill={seriesColour(index)}
                  stroke="none"
                />
              ) : null;
            })}
          </g>
        )}
      </svg>
      {pointed === null ? null : (
        <div className="bl-chart-tip" style={beside(x(pointed.timeMs), width)}>
          <div className="bl-chart-tip-time">
            {format.instant(pointed.timeMs, timeZone, toMs - fromMs > DAY_MS ? 'dateTime' : 'timeSeconds')}
          </div>
          {lines.map(({ label }, index) => {
            const mean = pointed[`m${index}`];
            return (
              <div key={label} className="bl-chart-tip-row">
                <LineMark index={index} />
                {lines.length === 1 ? null : <span>{label}</span>}
                <strong>{typeof mean === 'number' ? format.quantity(mean, unit) : UNKNOWN}</strong>
                {isBanded && pointed.b0 ? (
                  <span className="bl-quiet">
                    {format.measured(pointed.b0[0])} to {format.measured(pointed.b0[1])}
                  </span>
                ) : null}
              </div>
            );
          })}
        </div>
      )}
    </div>
  );
}

const yOf = (value: number | null | undefined, y: (value: number) => number): number | null =>
  typeof value === 'number' ? y(value) : null;

/** On the side of the pointer where there is more room. */
const beside = (px: number, width: number) =>
  px > width / 2
    ? { right: width - px + 10, maxWidth: px - 10 }
    : { left: px + 10, maxWidth: width - px - 10 };

interface Plot {
  left: number;
  right: number;
}

function TimeAxis({
  fromMs,
  toMs,
  timeZone,
  left,
  right,
  bottom,
  x,
}: Plot & {
  fromMs: number;
  toMs: number;
  timeZone: string;
  bottom: number;
  x: (ms: number) => number;
}) {
  const format = useFormat();
  const most = Math.max(2, Math.floor((right - left) / TIME_TICK_PX));
  return (
    <g stroke="var(--bl-strong-line)">
      <line x1={left} x2={right} y1={bottom} y2={bottom} />
      {timeTicks(fromMs, toMs, timeZone, most).map(({ ms, style }) => (
        <g key={ms}>
          <line x1={x(ms)} x2={x(ms)} y1={bottom} y2={bottom + TICK_PX} />
          <text
            x={x(ms)}
            y={bottom + TICK_PX + 12}
            textAnchor="middle"
            stroke="none"
            className="bl-axis-text"
          >
            {format.instant(ms, timeZone, style === 'day' ? 'dayMonth' : 'time')}
          </text>
        </g>
      ))}
    </g>
  );
}

function Limits({
  limits: { min, max },
  left,
  right,
  y,
}: Plot & { limits: NonNullable<TimeChartProps['limits']>; y: (value: number) => number }) {
  // The words stand on the side where values are wanted.
  const drawn = [
    { value: min, words: 'lowest wanted', wordsPx: -6 },
    { value: max, words: 'highest wanted', wordsPx: 14 },
  ];
  return drawn.map(({ value, words, wordsPx }) =>
    // A limit of nought is where the quantity ends, not where trouble begins.
    value === null || value === 0 ? null : (
      <g key={words}>
        <line x1={left} x2={right} y1={y(value)} y2={y(value)} stroke="var(--bl-bad)" strokeDasharray="3 4" />
        <text x={right - 5} y={y(value) + wordsPx} textAnchor="end" fill="var(--bl-bad)" fontSize={11}>
          {words}
        </text>
      </g>
    ),
  );
}

/** Notes are numbered as their list beside the charts is. */
function NoteMark({
  number,
  x,
  y,
  width,
  height,
}: {
  number: number;
  x: number;
  y: number;
  width: number;
  height: number;
}) {
  return (
    <g>
      {width === 0 ? (
        <line x1={x} x2={x} y1={y} y2={y + height} stroke="var(--bl-series-5)" strokeWidth={1.5} />
      ) : (
        <rect
          {...{ x, y, width, height }}
          fill="var(--bl-series-5)"
          fillOpacity={0.12}
          stroke="var(--bl-series-5)"
          strokeOpacity={0.5}
        />
      )}
      <text
        x={width === 0 ? x + 4 : x + width / 2}
        y={y + 14}
        textAnchor={width === 0 ? 'start' : 'middle'}
        fill="var(--bl-series-5)"
        fontSize={12}
        fontWeight={700}
      >
        {number}
      </text>
    </g>
  );
}
