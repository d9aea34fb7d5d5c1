import type { ScheduledBatch } from '@bakeloop/contracts';
import type { ReactNode } from 'react';
import { LETTER_PX } from '../bar-axis.js';
import { fitLabel } from '../flow-graph.js';
import { UNKNOWN } from '../format.js';
import { ganttLanes, type GanttBar, type GanttLane } from '../gantt-rows.js';
import { useFormat } from '../provider.js';
import { seriesColour } from '../theme.js';
import { TICK_STYLES, timeTicks } from '../time-axis.js';
import { ChartFrame, type ChartFrameProps, type ChartRoom } from './chart-frame.js';

export interface GanttProps extends Pick<ChartFrameProps, 'title' | 'note' | 'files'> {
  batches: readonly ScheduledBatch[];
  fromMs: number;
  toMs: number;
  nowMs: number;
  timeZone: string;
  stageWord: (stage: string) => string;
  /** Names a batch as a link, in the table. */
  linkOf: (batchId: string) => ReactNode;
  onOpen: (batchId: string) => void;
}

const ROW_PX = 26;
const LANE_GAP_PX = 12;
const HEAD_PX = 20;
const AXIS_PX = 24;

/** Stages in the order of making, each with its own colour. */
const STAGE_COLOURS = ['mix', 'melt', 'mould', 'cool', 'demould'];
const colourOf = (stage: string): string => {
  const at = STAGE_COLOURS.indexOf(stage);
  return seriesColour(at < 0 ? 5 : at);
};

/** Batches over time in lanes of machines, their stages within, in the frame of all charts. */
export function Gantt(props: GanttProps) {
  const { title, note, files, batches, nowMs, timeZone, stageWord, linkOf } = props;
  const format = useFormat();
  const lanes = ganttLanes(batches, nowMs);
  const bars = lanes.flatMap(({ machine, rows }) =>
    rows
      .flat()
      .toSorted((left, right) => left.fromMs - right.fromMs)
      .map((bar) => ({ ...bar, machine })),
  );
  const byId = new Map(batches.map((batch) => [batch.batchId, batch]));
  const time = (ms: number): string => format.instant(ms, timeZone, 'dateTime');
  const end = ({ toMs, isOpen }: GanttBar): string => (isOpen ? 'no end yet' : time(toMs));
  const stages = [...new Set(batches.flatMap((batch) => batch.stages.map(({ stage }) => stage)))];
  const heightPx =
    AXIS_PX + lanes.reduce((sum, { rows }) => sum + HEAD_PX + rows.length * ROW_PX + LANE_GAP_PX, 0);
  return (
    <ChartFrame
      title={title}
      note={note}
      legend={
        stages.length === 0
          ? undefined
          : stages.map((stage) => (
              <span key={stage}>
                <svg width="22" height="10" aria-hidden className="bl-line-mark">
                  <rect width="22" height="10" rx="3" fill={colourOf(stage)} />
                </svg>{' '}
                {stageWord(stage)}
              </span>
            ))
      }
      about={
        <p>
          A bar is a batch from its start to its finish as the operators logged them, in the lane of its
          machine; the colours within are its stages. What runs, or was never ended, is drawn open, two days
          at most.
        </p>
      }
      count={bars.length}
      sayAt={(index) => {
        const bar = bars[index];
        if (!bar) return '';
        const what = bar.stage === null ? bar.batchId : `${stageWord(bar.stage)} of ${bar.batchId}`;
        return `${bar.machine || 'No machine named'}: ${what}, ${time(bar.fromMs)} to ${end(bar)}`;
      }}
      table={() => ({
        columns: ['Batch', 'Machine', 'From', 'To', 'Fed in', 'Good'],
        rows: bars
          .filter(({ stage }) => stage === null)
          .map((bar) => {
            const batch = byId.get(bar.batchId);
            return {
              key: bar.key,
              cells: [
                linkOf(bar.batchId),
                bar.machine || UNKNOWN,
                time(bar.fromMs),
                end(bar),
                format.kilograms(batch?.feedGrams ?? 0),
                format.kilograms(batch?.goodGrams ?? 0),
              ],
            };
          }),
      })}
      files={files}
      heightPx={Math.max(90, heightPx)}
    >
      {(room) => (
        <Picture
          {...props}
          lanes={lanes}
          byId={byId}
          room={room}
          heightPx={Math.max(90, heightPx)}
          activeKey={room.cursor === null ? null : (bars[room.cursor]?.key ?? null)}
        />
      )}
    </ChartFrame>
  );
}

interface PictureProps extends GanttProps {
  lanes: GanttLane[];
  byId: ReadonlyMap<string, ScheduledBatch>;
  room: ChartRoom;
  heightPx: number;
  activeKey: string | null;
}

function Picture({
  lanes,
  byId,
  room: { width },
  heightPx,
  activeKey,
  fromMs,
  toMs,
  nowMs,
  timeZone,
  onOpen,
}: PictureProps) {
  const format = useFormat();
  const x = (ms: number) =>
    Math.max(0, Math.min(width, ((ms - fromMs) / Math.max(1, toMs - fromMs)) * width));
  const ticks = timeTicks(fromMs, toMs, timeZone, Math.max(2, Math.floor(width / 90)));
  let y = 0;
  return (
    <svg width={width} height={heightPx} aria-hidden className="bl-gantt">
      {ticks.map(({ ms, style }) => {
        const words = format.instant(ms, timeZone, TICK_STYLES[style]);
        const halfPx = (LETTER_PX * words.length) / 2;
        return (
          <g key={ms}>
            <line x1={x(ms)} x2={x(ms)} y1={0} y2={heightPx - AXIS_PX} stroke="var(--bl-line)" />
            <text
              x={Math.max(halfPx, Math.min(width - halfPx, x(ms)))}
              y={heightPx - 7}
              textAnchor="middle"
              className="bl-axis-text"
            >
              {words}
            </text>
          </g>
        );
      })}
      {lanes.map(({ machine, rows }) => {
        const top = y;
        y += HEAD_PX + rows.length * ROW_PX + LANE_GAP_PX;
        return (
          <g key={machine}>
            <text x={0} y={top + 13} className="bl-gantt-lane">
              <title>{machine}</title>
              {fitLabel(machine || 'No machine named', width)}
            </text>
            {rows.map((row, index) =>
              row.map((bar) => {
                const left = x(bar.fromMs);
                const long = Math.max(3, x(bar.toMs) - left);
                const barY = top + HEAD_PX + index * ROW_PX;
                const batch = byId.get(bar.batchId);
                return (
                  <g
                    key={bar.key}
                    className="bl-gantt-bar"
                    onClick={() => {
                      onOpen(bar.batchId);
                    }}
                  >
                    <title>{`${bar.batchId}: ${format.instant(bar.fromMs, timeZone, 'dateTime')}`}</title>
                    <rect
                      x={left}
                      y={barY}
                      width={long}
                      height={ROW_PX - 6}
                      rx={4}
                      fill={bar.stage === null ? 'var(--bl-quiet-soft)' : colourOf(bar.stage)}
                      stroke={
                        activeKey === bar.key
                          ? 'var(--mantine-color-text)'
                          : batch?.flagged
                            ? 'var(--bl-warn)'
                            : 'var(--bl-strong-line)'
                      }
                      strokeWidth={activeKey === bar.key ? 3 : batch?.flagged ? 2 : 1}
                      strokeDasharray={bar.isOpen ? '5 3' : undefined}
                    />
                    {bar.stage === null ? (
                      <Stages batch={batch} bar={bar} x={x} y={barY} nowMs={nowMs} />
                    ) : null}
                    {long > bar.batchId.length * 7.4 + 10 ? (
                      <text x={left + 6} y={barY + 14} className="bl-gantt-name">
                        {bar.batchId}
                      </text>
                    ) : null}
                  </g>
                );
              }),
            )}
          </g>
        );
      })}
      {nowMs > fromMs && nowMs < toMs ? (
        <line
          x1={x(nowMs)}
          x2={x(nowMs)}
          y1={0}
          y2={heightPx - AXIS_PX}
          stroke="var(--bl-accent)"
          strokeWidth={2}
        />
      ) : null}
    </svg>
  );
}

/** A strip along the foot of the bar: the name above it stays legible on every colour. */
function Stages({
  batch,
  bar,
  x,
  y,
  nowMs,
}: {
  batch: ScheduledBatch | undefined;
  bar: GanttBar;
  x: (ms: number) => number;
  y: number;
  nowMs: number;
}) {
  return (batch?.stages ?? []).map(({ stage, machine, startedAt, endedAt }, index) => {
    if (startedAt === null || (machine !== null && machine !== batch?.machine)) return null;
    const left = x(Math.max(bar.fromMs, Date.parse(startedAt)));
    const right = x(endedAt === null ? Math.min(bar.toMs, nowMs) : Date.parse(endedAt));
    return (
      <rect
        key={index}
        x={left}
        y={y + ROW_PX - 11}
        width={Math.max(1, right - left)}
        height={5}
        fill={colourOf(stage)}
      />
    );
  });
}
