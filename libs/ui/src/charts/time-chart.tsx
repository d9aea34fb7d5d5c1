import type { Series } from '@bakeloop/contracts';
import { useMemo } from 'react';
import { UNKNOWN } from '../format.js';
import { useFormat } from '../provider.js';
import { resolutionWords } from '../series-shape.js';
import { unitLabel } from '../units.js';
import { ChartFrame, type ChartFrameProps, type ChartTable } from './chart-frame.js';
import { LineMark } from './line-mark.js';
import { mergeLines } from './merge-lines.js';
import { TimePicture } from './time-picture.js';

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

/** Means as lines, lowest to highest as a band, gaps as gaps, late data and notes marked; in the frame of all charts. */
export function TimeChart(props: TimeChartProps) {
  const { title, lines, unit, fromMs, toMs, timeZone, bands = [], notes = [], files, heightPx } = props;
  const format = useFormat();
  const rows = useMemo(() => mergeLines(lines.map(({ series }) => series)), [lines]);
  const known = useMemo(
    () => rows.filter((row) => lines.some((_, index) => typeof row[`m${index}`] === 'number')),
    [rows, lines],
  );
  const single = lines.length === 1 ? lines[0] : undefined;
  const banded = single !== undefined && single.series.resolution !== 'raw';
  const shown = unitLabel(unit);
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
    return `${format.instant(row.timeMs, timeZone, 'dateTime')}: ${values.join(', ')}${spread}${isLate ? ', came late' : ''}`;
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
        format.instant(row.timeMs, timeZone, 'dateTime'),
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
        <TimePicture
          {...props}
          bands={bands}
          notes={notes}
          room={room}
          rows={rows}
          isBanded={banded}
          late={late}
          read={room.cursor === null ? null : (known[room.cursor] ?? null)}
        />
      )}
    </ChartFrame>
  );

  function AboutSeries({ lines: of }: Pick<TimeChartProps, 'lines'>) {
    return (
      <>
        <p>
          Readings of {of.map(({ series }) => series.channel).join(', ')} from{' '}
          {format.instant(fromMs, timeZone)} to {format.instant(toMs, timeZone)}, by the clock of the device.
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
