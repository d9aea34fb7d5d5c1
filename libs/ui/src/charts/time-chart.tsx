import type { Series } from '@bakeloop/contracts';
import { useMemo, type SVGProps } from 'react';
import {
  Area,
  ComposedChart,
  DefaultZIndexes,
  Line,
  ReferenceDot,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
  ZIndexLayer,
  usePlotArea,
  type TooltipContentProps,
} from 'recharts';
import { UNKNOWN, type DateStyle } from '../format.js';
import { useFormat } from '../provider.js';
import { resolutionWords } from '../series-shape.js';
import { seriesColour } from '../theme.js';
import { LONG_MS, TICK_STYLES, timeTicks, valueScale } from '../time-axis.js';
import { unitLabel } from '@bakeloop/contracts';
import { ChartFrame, type ChartFrameProps, type ChartRoom, type ChartTable } from './chart-frame.js';
import { boxesOf, isInView, roomyPlaces, xOf, yOf, type Stretch, type View } from './marks.js';
import { extent, lonePoints, mergeLines, type ChartRow } from './merge-lines.js';

/** Where the values of a time should lie, for example between the limits of the recipe that then ran. */
export interface LimitBand {
  key: string;
  fromMs: number;
  toMs: number;
  low: number;
  high: number;
  label: string;
}

/** What somebody noted at an instant (`toMs` null) or over a time. */
export interface ChartNote {
  id: string;
  fromMs: number;
  toMs: number | null;
  text: string;
}

export interface TimeChartProps extends Pick<ChartFrameProps, 'files' | 'heightPx' | 'onWidth'> {
  title: string;
  /** Series of one unit. */
  lines: { label: string; series: Series }[];
  /** SenML unit. */
  unit: string | null;
  fromMs: number;
  toMs: number;
  /** IANA zone of the kitchen: the axis tells its time. */
  timeZone: string;
  limits?: { min: number | null; max: number | null } | undefined;
  bands?: readonly LimitBand[];
  notes?: readonly ChartNote[];
}

/** So that lines are told apart without colour as well. */
const DASHES = ['', '7 3', '2 3', '10 3 2 3', '5 5', '1 4'];

export const lineDash = (index: number): string => DASHES[index % DASHES.length] ?? '';

/** Always the same ones, so that nothing is worked out anew for them. */
const NO_BANDS: readonly LimitBand[] = [];
const NO_NOTES: readonly ChartNote[] = [];

/** Means as lines, lowest to highest as a band, gaps as gaps, late data and notes marked; in the frame of all charts. */
export function TimeChart(props: TimeChartProps) {
  const {
    title,
    lines,
    unit,
    fromMs,
    toMs,
    timeZone,
    bands = NO_BANDS,
    notes = NO_NOTES,
    files,
    heightPx,
  } = props;
  const format = useFormat();
  const rows = useMemo(() => mergeLines(lines.map(({ series }) => series)), [lines]);
  const known = useMemo(
    () => rows.filter((row) => lines.some((_, index) => typeof row[`m${index}`] === 'number')),
    [rows, lines],
  );
  const single = lines.length === 1 ? lines[0] : undefined;
  const banded = single !== undefined && single.series.resolution !== 'raw';
  const shown = unitLabel(unit);
  const time = (ms: number): string => format.instant(ms, timeZone, instantStyle(toMs - fromMs));
  const late = lateOf(lines);
  const note = [
    lines[0] ? resolutionWords(lines[0].series) : '',
    banded ? 'mean, shaded from lowest to highest' : '',
    bandWords(bands),
    late.length > 0 ? 'hatched: came more than an hour late' : '',
    `times of ${timeZone.replace(/_/g, ' ')}`,
  ];
  const sayAt = (index: number): string => {
    const row = known[index];
    if (!row) return '';
    const values = lines.map(({ label }, line) => {
      const mean = row[`m${line}`];
      return `${single ? '' : `${label} `}${typeof mean === 'number' ? format.quantity(mean, unit) : 'not known'}`;
    });
    const spread = banded && row.b0 ? `, ${format.measured(row.b0[0])} to ${format.measured(row.b0[1])}` : '';
    const isLate = late.some((stretch) => row.timeMs >= stretch.fromMs && row.timeMs < stretch.toMs);
    return `${time(row.timeMs)}: ${values.join(', ')}${spread}${isLate ? ', came late' : ''}`;
  };
  const table = (): ChartTable => ({
    columns: [
      'Time',
      ...lines.map(({ label }) => (shown === '' ? label : `${label}, ${shown}`)),
      ...(banded ? ['Lowest to highest'] : []),
    ],
    rows: known.map((row) => ({
      key: String(row.timeMs),
      cells: [
        time(row.timeMs),
        ...lines.map((_, index) => {
          const mean = row[`m${index}`];
          return typeof mean === 'number' ? format.measured(mean) : UNKNOWN;
        }),
        ...(banded
          ? [row.b0 ? `${format.measured(row.b0[0])} to ${format.measured(row.b0[1])}` : UNKNOWN]
          : []),
      ],
    })),
  });
  return (
    <ChartFrame
      title={title}
      caption={shown === '' ? undefined : `in ${shown}`}
      legend={
        single
          ? undefined
          : lines.map(({ label }, index) => (
              <span key={label}>
                <LineMark index={index} /> {label}
              </span>
            ))
      }
      note={note.filter(Boolean).join(' · ')}
      about={<AboutSeries lines={lines} />}
      count={known.length}
      sayAt={sayAt}
      table={table}
      files={files}
      heightPx={heightPx}
      onWidth={props.onWidth}
    >
      {(room) => (
        <Picture
          {...props}
          bands={bands}
          notes={notes}
          room={room}
          rows={rows}
          late={late}
          cursorMs={room.cursor === null ? null : (known[room.cursor]?.timeMs ?? null)}
        />
      )}
    </ChartFrame>
  );

  function AboutSeries({ lines: of }: Pick<TimeChartProps, 'lines'>) {
    return (
      <>
        <p>
          Readings of {of.map(({ series }) => series.channel).join(', ')} from {time(fromMs)} to {time(toMs)},
          by the clock of the device.
        </p>
        <p>
          {of[0]?.series.resolution === 'raw'
            ? 'Every reading is drawn as it came.'
            : 'Each point stands at the start of its time: the mean of all readings in it, shaded from the lowest to the highest. The server chooses the time so that a point is no narrower than the screen shows.'}{' '}
          Where the line breaks, nothing was measured for more than two and a half times the usual distance.
        </p>
      </>
    );
  }
}

/** As much of a moment as tells it from the others of a time: the year where it is long. @param short of a day at most */
function instantStyle(spanMs: number, short: DateStyle = 'dateTime'): DateStyle {
  if (spanMs > LONG_MS) return 'full';
  return spanMs > 86_400_000 ? 'dateTime' : short;
}

/** Which recipes the bands are of; of many none is named. */
function bandWords(bands: readonly LimitBand[]): string {
  const labels = [...new Set(bands.map(({ label }) => label))];
  if (labels.length === 0) return '';
  return `green band: limits of ${labels.length > 2 ? 'the recipes' : labels.join(' and ')}`;
}

/** Stretches of any line, each once. */
function lateOf(lines: TimeChartProps['lines']): { fromMs: number; toMs: number }[] {
  const all = new Map(
    lines
      .flatMap(({ series }) => series.late ?? [])
      .map((stretch) => [`${String(stretch.fromMs)} ${String(stretch.toMs)}`, stretch]),
  );
  return [...all.values()];
}

interface PictureProps extends TimeChartProps {
  bands: readonly LimitBand[];
  notes: readonly ChartNote[];
  room: ChartRoom;
  rows: ChartRow[];
  late: { fromMs: number; toMs: number }[];
  cursorMs: number | null;
}

function Picture({
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
  late,
  cursorMs,
}: PictureProps) {
  const format = useFormat();
  const ticks = useMemo(
    () => timeTicks(fromMs, toMs, timeZone, Math.max(2, Math.floor((width - 60) / 74))),
    [fromMs, toMs, timeZone, width],
  );
  const styles = useMemo(() => new Map(ticks.map(({ ms, style }) => [ms, style])), [ticks]);
  const tickText = (ms: number) => format.instant(ms, timeZone, TICK_STYLES[styles.get(ms) ?? 'time']);
  const single = lines.length === 1 ? lines[0] : undefined;
  const banded = single !== undefined && single.series.resolution !== 'raw';
  const scale = useMemo(() => {
    const [low, high] = extent(rows, lines.length, banded);
    const inView = bands.filter((band) => isInView(band, { fromMs, toMs }));
    return valueScale(
      Math.min(low, ...inView.map((band) => band.low)),
      Math.max(high, ...inView.map((band) => band.high)),
    );
  }, [rows, lines.length, banded, bands, fromMs, toMs]);
  const written = (value: number): string => format.number(value, scale.digits);
  const axisPx = Math.max(52, 14 + DIGIT_PX * Math.max(...scale.ticks.map((tick) => written(tick).length)));
  const view = { fromMs, toMs, low: scale.low, high: scale.high };
  const marked = notes.filter((each) => each.fromMs <= toMs && (each.toMs ?? each.fromMs) >= fromMs);
  const cursorRow = cursorMs === null ? undefined : rows.find(({ timeMs }) => timeMs === cursorMs);

  const tooltip = ({ active, payload, label }: TooltipContentProps) => {
    const row = payload[0]?.payload as ChartRow | undefined;
    if (!active || !row) return null;
    return (
      <div className="bl-chart-tip">
        <div className="bl-chart-tip-time">
          {format.instant(Number(label), timeZone, instantStyle(toMs - fromMs, 'timeSeconds'))}
        </div>
        {lines.map((line, index) => {
          const mean = row[`m${index}`];
          const band = row[`b${index}`];
          return (
            <div key={line.label} className="bl-chart-tip-row">
              <LineMark index={index} />
              {single ? null : <span>{line.label}</span>}
              <strong>{typeof mean === 'number' ? format.quantity(mean, unit) : UNKNOWN}</strong>
              {banded && band ? (
                <span className="bl-quiet">
                  {format.measured(band[0])} to {format.measured(band[1])}
                </span>
              ) : null}
            </div>
          );
        })}
      </div>
    );
  };

  return (
    <ComposedChart
      data={rows}
      width={width}
      height={heightPx}
      margin={{ top: 8, right: 18, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <defs>
        <pattern
          id="bl-late"
          width="7"
          height="7"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="2" height="7" fill="var(--bl-warn)" opacity="0.45" />
        </pattern>
      </defs>
      <Grid values={scale.ticks} view={view} />
      <Stretches
        stretches={bands}
        view={view}
        fill="var(--bl-good)"
        fillOpacity={0.13}
        stroke="var(--bl-good)"
        strokeOpacity={0.45}
        strokeDasharray="4 3"
      />
      <Stretches stretches={late} view={view} fill="url(#bl-late)" />
      <NoteMarks notes={marked} view={view} />
      <LonePoints rows={rows} lineCount={lines.length} view={view} />
      {cursorMs === null ? null : (
        <ReferenceLine x={cursorMs} stroke="var(--mantine-color-text)" strokeWidth={1.5} />
      )}
      {lines.map(({ label }, index) => {
        const mean = cursorRow?.[`m${index}`];
        return typeof mean === 'number' && cursorMs !== null ? (
          <ReferenceDot key={label} x={cursorMs} y={mean} r={5} fill={seriesColour(index)} stroke="none" />
        ) : null;
      })}
      <XAxis
        dataKey="timeMs"
        type="number"
        domain={[fromMs, toMs]}
        allowDataOverflow
        ticks={ticks.map(({ ms }) => ms)}
        tickFormatter={tickText}
        tick={TICK}
        tickLine={{ stroke: 'var(--bl-strong-line)' }}
        axisLine={{ stroke: 'var(--bl-strong-line)' }}
        minTickGap={4}
        interval={0}
      />
      <YAxis
        domain={[scale.low, scale.high]}
        ticks={scale.ticks}
        interval={0}
        width={axisPx}
        tick={TICK}
        tickLine={false}
        axisLine={false}
        tickFormatter={written}
      />
      <Tooltip content={tooltip} isAnimationActive={false} cursor={{ stroke: 'var(--bl-strong-line)' }} />
      {banded ? (
        <Area
          dataKey="b0"
          stroke="none"
          fill={seriesColour(0)}
          fillOpacity={0.18}
          isAnimationActive={false}
          activeDot={false}
          connectNulls={false}
        />
      ) : null}
      {/* A limit of nought is where the quantity ends, not where trouble begins. */}
      {[limits?.min, limits?.max].map((limit, index) =>
        typeof limit === 'number' && limit !== 0 ? (
          <ReferenceLine
            key={index}
            y={limit}
            stroke="var(--bl-bad)"
            strokeDasharray="3 4"
            ifOverflow="hidden"
            label={{
              value: `${index === 0 ? 'lowest' : 'highest'} wanted`,
              position: index === 0 ? 'insideBottomRight' : 'insideTopRight',
              fill: 'var(--bl-bad)',
              fontSize: 11,
            }}
          />
        ) : null,
      )}
      {lines.map(({ label }, index) => (
        <Line
          key={label}
          dataKey={`m${String(index)}`}
          name={label}
          stroke={seriesColour(index)}
          strokeWidth={2}
          strokeDasharray={lineDash(index)}
          dot={false}
          activeDot={{ r: 4 }}
          type="linear"
          connectNulls={false}
          isAnimationActive={false}
        />
      ))}
    </ComposedChart>
  );
}

/**
 * Times as areas of one look. Drawn by ourselves, as notes are: a chart lays itself out anew for each reference of its own,
 * which takes it minutes for some hundred.
 */
function Stretches({
  stretches,
  view,
  ...look
}: { stretches: readonly Stretch[]; view: View } & SVGProps<SVGGElement>) {
  const plot = usePlotArea();
  if (!plot) return null;
  return (
    <g {...look}>
      {boxesOf(stretches, view, plot).map((box, index) => (
        <rect key={index} className="bl-stretch" {...box} />
      ))}
    </g>
  );
}

/** By ourselves, too: the chart's own measures the text of each reading for it, twice. */
function Grid({ values, view }: { values: readonly number[]; view: View }) {
  const plot = usePlotArea();
  if (!plot) return null;
  return (
    <g stroke="var(--bl-line)">
      {values.map((value) => {
        const y = yOf(value, view, plot);
        return <line key={value} x1={plot.x} x2={plot.x + plot.width} y1={y} y2={y} />;
      })}
    </g>
  );
}

/** By ourselves, too: the chart's own are asked for at each reading, and nearly all of them are part of a line. */
function LonePoints({ rows, lineCount, view }: { rows: readonly ChartRow[]; lineCount: number; view: View }) {
  const plot = usePlotArea();
  if (!plot) return null;
  return (
    <ZIndexLayer zIndex={DefaultZIndexes.scatter}>
      {Array.from({ length: lineCount }, (_, line) => (
        <g key={line} fill={seriesColour(line)}>
          {lonePoints(rows, line, view).map(({ timeMs, value }) => (
            <circle key={timeMs} cx={xOf(timeMs, view, plot)} cy={yOf(value, view, plot)} r={2.5} />
          ))}
        </g>
      ))}
    </ZIndexLayer>
  );
}

/** Between two numbers of notes at least, px. */
const NOTE_APART_PX = 28;
/** More notes than these are drawn the fainter, so that the line stays to be seen. */
const FULL_NOTES = 30;

/** Notes, numbered as their list beside the charts is, where there is room for a number. */
function NoteMarks({ notes, view }: { notes: readonly ChartNote[]; view: View }) {
  const plot = usePlotArea();
  if (!plot) return null;
  const strength = Math.min(1, FULL_NOTES / notes.length);
  const marks = notes.map(({ id, fromMs, toMs }) => {
    const left = xOf(fromMs, view, plot);
    const right = xOf(toMs ?? fromMs, view, plot);
    return { id, isInstant: toMs === null, left, right, middle: (left + right) / 2 };
  });
  const isRoomy = roomyPlaces(
    marks.map(({ middle }) => middle),
    NOTE_APART_PX,
  );
  return (
    <g stroke="var(--bl-series-5)">
      {marks.map(({ id, isInstant, left, right, middle }, index) => (
        <g key={id}>
          {isInstant ? (
            <line
              x1={left}
              x2={left}
              y1={plot.y}
              y2={plot.y + plot.height}
              strokeWidth={1.5}
              strokeOpacity={strength}
            />
          ) : (
            <rect
              x={left}
              y={plot.y}
              width={right - left}
              height={plot.height}
              fill="var(--bl-series-5)"
              fillOpacity={0.12 * strength}
              strokeOpacity={0.5 * strength}
            />
          )}
          {isRoomy[index] ? (
            <text
              x={middle}
              y={plot.y + 14}
              textAnchor="middle"
              stroke="var(--bl-surface)"
              strokeWidth={3}
              paintOrder="stroke"
              fill="var(--bl-series-5)"
              fontSize={12}
              fontWeight={700}
            >
              {index + 1}
            </text>
          ) : null}
        </g>
      ))}
    </g>
  );
}

/** A digit of the size that axes are written in, px. */
const DIGIT_PX = 7.6;
const TICK = { fill: 'var(--mantine-color-dimmed)', fontSize: 12 };

export function LineMark({ index }: { index: number }) {
  return (
    <svg width="22" height="10" aria-hidden className="bl-line-mark">
      <line
        x1="0"
        y1="5"
        x2="22"
        y2="5"
        stroke={seriesColour(index)}
        strokeWidth="3"
        strokeDasharray={lineDash(index)}
      />
    </svg>
  );
}
