import type { Series } from '@bakeloop/contracts';
import { useElementSize } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
  type TooltipContentProps,
  type DotItemDotProps,
} from 'recharts';
import { UNKNOWN } from '../format.js';
import { useFormat } from '../provider.js';
import { RESOLUTION_WORDS } from '../series-shape.js';
import { seriesColour } from '../theme.js';
import { timeTicks, valueScale } from '../time-axis.js';
import { unitLabel } from '../units.js';
import { extent, isAlone, mergeLines, type ChartRow } from './merge-lines.js';

export interface TimeChartProps {
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
  heightPx?: number;
}

/** So that lines are told apart without colour as well. */
const DASHES = ['', '7 3', '2 3', '10 3 2 3', '5 5', '1 4'];

export const lineDash = (index: number): string => DASHES[index % DASHES.length] ?? '';

/** Means as lines, lowest to highest as a band, gaps as gaps; a table with the same numbers stands below. */
export function TimeChart({
  title,
  lines,
  unit,
  fromMs,
  toMs,
  timeZone,
  limits,
  heightPx = 240,
}: TimeChartProps) {
  const format = useFormat();
  const { ref, width } = useElementSize();
  const rows = useMemo(() => mergeLines(lines.map(({ series }) => series)), [lines]);
  const ticks = useMemo(
    () => timeTicks(fromMs, toMs, timeZone, Math.max(2, Math.floor((width - 60) / 74))),
    [fromMs, toMs, timeZone, width],
  );
  const styles = useMemo(() => new Map(ticks.map(({ ms, style }) => [ms, style])), [ticks]);
  const tickText = (ms: number) =>
    format.instant(ms, timeZone, styles.get(ms) === 'day' ? 'dayMonth' : 'time');
  const shown = unitLabel(unit);
  const single = lines.length === 1 ? lines[0] : undefined;
  const banded = single !== undefined && single.series.resolution !== 'raw';
  const scale = useMemo(
    () => valueScale(...extent(rows, lines.length, banded)),
    [rows, lines.length, banded],
  );
  const longSpan = toMs - fromMs > 86_400_000;

  const tooltip = ({ active, payload, label }: TooltipContentProps) => {
    const row = payload[0]?.payload as ChartRow | undefined;
    if (!active || !row) return null;
    return (
      <div className="bl-chart-tip">
        <div className="bl-chart-tip-time">
          {format.instant(Number(label), timeZone, longSpan ? 'dateTime' : 'timeSeconds')}
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
    <figure className="bl-chart">
      <figcaption>
        <span className="bl-chart-title">{title}</span>
        {shown === '' ? null : <span className="bl-quiet"> in {shown}</span>}
        {single ? null : (
          <span className="bl-chart-legend">
            {lines.map(({ label }, index) => (
              <span key={label}>
                <LineMark index={index} /> {label}
              </span>
            ))}
          </span>
        )}
      </figcaption>
      <div ref={ref} style={{ height: heightPx }}>
        {width > 0 ? (
          <ComposedChart
            data={rows}
            width={width}
            height={heightPx}
            margin={{ top: 8, right: 18, bottom: 0, left: 0 }}
            title={`${title}, use the arrow keys to read single values`}
          >
            <CartesianGrid stroke="var(--bl-line)" vertical={false} />
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
              width={52}
              tick={TICK}
              tickLine={false}
              axisLine={false}
              tickFormatter={(value: number) => format.number(value, scale.digits)}
            />
            <Tooltip
              content={tooltip}
              isAnimationActive={false}
              cursor={{ stroke: 'var(--bl-strong-line)' }}
            />
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
                dot={({ cx, cy, index: at }: DotItemDotProps) =>
                  isAlone(rows, index, at) && cx !== undefined && cy !== undefined ? (
                    <circle key={at} cx={cx} cy={cy} r={2.5} fill={seriesColour(index)} />
                  ) : (
                    <g key={at} />
                  )
                }
                activeDot={{ r: 4 }}
                type="linear"
                connectNulls={false}
                isAnimationActive={false}
              />
            ))}
          </ComposedChart>
        ) : null}
      </div>
      <p className="bl-chart-note">
        {lines[0] ? RESOLUTION_WORDS[lines[0].series.resolution] : null}
        {banded ? ', shaded from lowest to highest' : null} · times of {timeZone.replace(/_/g, ' ')}
      </p>
      <ChartTable title={title} lines={lines} unit={unit} rows={rows} timeZone={timeZone} banded={banded} />
    </figure>
  );
}

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

function ChartTable({
  title,
  lines,
  unit,
  rows,
  timeZone,
  banded,
}: Pick<TimeChartProps, 'title' | 'lines' | 'unit' | 'timeZone'> & { rows: ChartRow[]; banded: boolean }) {
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const shown = unitLabel(unit);
  const known = open
    ? rows.filter((row) => lines.some((_, index) => typeof row[`m${index}`] === 'number'))
    : [];
  return (
    <details
      className="bl-chart-table"
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>Show as a table</summary>
      {open ? (
        <div className="bl-scroll" tabIndex={0} role="region" aria-label={`${title}, table`}>
          <table>
            <thead>
              <tr>
                <th scope="col">Time</th>
                {lines.map(({ label }) => (
                  <th key={label} scope="col">
                    {label}
                    {shown === '' ? '' : `, ${shown}`}
                  </th>
                ))}
                {banded ? <th scope="col">Lowest to highest</th> : null}
              </tr>
            </thead>
            <tbody>
              {known.map((row) => (
                <tr key={row.timeMs}>
                  <th scope="row">{format.instant(row.timeMs, timeZone, 'dateTime')}</th>
                  {lines.map(({ label }, index) => {
                    const mean = row[`m${index}`];
                    return <td key={label}>{typeof mean === 'number' ? format.measured(mean) : UNKNOWN}</td>;
                  })}
                  {banded ? (
                    <td>
                      {row.b0 ? `${format.measured(row.b0[0])} to ${format.measured(row.b0[1])}` : UNKNOWN}
                    </td>
                  ) : null}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </details>
  );
}
