import { tableRoutes, type BatchDetail, type StageSpanView } from '@bakeloop/contracts';
import { fileHref, timeTicks, UNKNOWN, useFormat, useNow } from '@bakeloop/ui';
import { ChartFrame } from '@bakeloop/ui/charts';
import { stageWord } from '../../data/stages.js';

const ROW_PX = 30;
const LABEL_PX = 84;
const AXIS_PX = 26;

interface Drawn {
  stage: string;
  startMs: number;
  /** Null while it runs, or when nobody logged its end. */
  endMs: number | null;
}

/** What has a start to be drawn from; of the others the table says that only their end is known. */
const drawn = ({ stage, startedAt, endedAt }: StageSpanView): Drawn[] =>
  startedAt === null
    ? []
    : [{ stage, startMs: Date.parse(startedAt), endMs: endedAt === null ? null : Date.parse(endedAt) }];

/** The stages over time, one line each. An end that nobody logged stays open. */
export function StageStrip({ batch, timeZone }: { batch: BatchDetail; timeZone: string }) {
  const format = useFormat();
  const now = useNow();
  const { kitchenId, batchId, stages } = batch;
  if (stages.length === 0) return null;
  const running = batch.status === 'running';
  const spans = stages.flatMap(drawn);
  const time = (iso: string | null): string | null =>
    iso === null ? null : format.instant(Date.parse(iso), timeZone, 'dateTime');
  const lasted = ({ startedAt, endedAt }: StageSpanView): string =>
    startedAt !== null && endedAt !== null
      ? format.duration(Date.parse(endedAt) - Date.parse(startedAt))
      : startedAt === null
        ? 'start not logged'
        : running
          ? 'still running'
          : 'end not logged';
  const rows = [...new Set(spans.map(({ stage }) => stage))];
  return (
    <section className="panel" aria-label="Stages">
      <ChartFrame
        title="Stages"
        note={`times of ${timeZone.replace(/_/g, ' ')}; dashed: no end logged`}
        about={
          <p>
            A bar is a stage from its start to its end, as the operators logged them and as it stands after
            corrections. An end belongs to the newest start of its stage on its machine.
          </p>
        }
        count={stages.length}
        sayAt={(index) => {
          const span = stages[index];
          if (!span) return '';
          const { stage, machine, startedAt, endedAt } = span;
          const where = machine === null ? '' : ` on ${machine}`;
          return `${stageWord(stage)}${where}, from ${time(startedAt) ?? UNKNOWN} to ${time(endedAt) ?? UNKNOWN}: ${lasted(span)}`;
        }}
        table={() => ({
          columns: ['Stage', 'Machine', 'From', 'To', 'Lasted'],
          rows: stages.map((span, index) => ({
            key: String(index),
            cells: [
              stageWord(span.stage),
              span.machine ?? UNKNOWN,
              time(span.startedAt) ?? UNKNOWN,
              time(span.endedAt) ?? UNKNOWN,
              lasted(span),
            ],
          })),
        })}
        files={[
          { label: 'CSV', href: fileHref(tableRoutes.batchStagesTable, { params: { kitchenId, batchId } }) },
        ]}
        heightPx={Math.max(1, rows.length) * ROW_PX + AXIS_PX}
      >
        {({ width, cursor }) => (
          <Picture
            batch={batch}
            spans={spans}
            rows={rows}
            width={width}
            active={cursor === null ? null : (stages[cursor] ?? null)}
            nowMs={now}
            timeZone={timeZone}
          />
        )}
      </ChartFrame>
    </section>
  );
}

function Picture({
  batch,
  spans,
  rows,
  width,
  active,
  nowMs,
  timeZone,
}: {
  batch: BatchDetail;
  spans: readonly Drawn[];
  rows: readonly string[];
  width: number;
  /** What the keyboard reads. */
  active: StageSpanView | null;
  nowMs: number;
  timeZone: string;
}) {
  const format = useFormat();
  const running = batch.status === 'running';
  const startMs = Math.min(
    ...spans.map((span) => span.startMs),
    batch.startedAt ? Date.parse(batch.startedAt) : Infinity,
  );
  const known = spans.flatMap((span) => [span.startMs, span.endMs ?? span.startMs]);
  const endMs = running
    ? Math.max(nowMs, ...known)
    : Math.max(...known, batch.finishedAt ? Date.parse(batch.finishedAt) : 0);
  const room = Math.max(1, width - LABEL_PX - 8);
  const x = (ms: number) => LABEL_PX + ((ms - startMs) / Math.max(1, endMs - startMs)) * room;
  const height = rows.length * ROW_PX + AXIS_PX;
  const words = ({ startMs: from, endMs: to }: Drawn): string =>
    to === null ? (running ? 'still running' : 'end not logged') : format.duration(to - from);
  if (spans.length === 0) return null;
  return (
    <svg width={width} height={height} aria-hidden className="stage-strip">
      {timeTicks(startMs, endMs, timeZone, Math.max(2, Math.floor(room / 90))).map(({ ms }) => (
        <g key={ms}>
          <line x1={x(ms)} x2={x(ms)} y1={0} y2={height - 22} stroke="var(--bl-line)" />
          <text x={Math.min(width - 20, x(ms))} y={height - 6} textAnchor="middle" className="bl-axis-text">
            {format.instant(ms, timeZone, 'time')}
          </text>
        </g>
      ))}
      {rows.map((stage, row) => (
        <text key={stage} x={0} y={row * ROW_PX + 20} className="stage-label">
          {stageWord(stage)}
        </text>
      ))}
      {spans.map((span) => {
        const row = rows.indexOf(span.stage);
        const right = x(span.endMs ?? (running ? endMs : span.startMs));
        const left = x(span.startMs);
        const long = Math.max(4, right - left);
        const text = words(span);
        const fits = long > text.length * 7.5 + 12;
        const before = right + text.length * 7.5 + 12 > width;
        const isOther =
          active !== null &&
          (active.stage !== span.stage || Date.parse(active.startedAt ?? '') !== span.startMs);
        return (
          <g key={`${span.stage}${String(span.startMs)}`} opacity={isOther ? 0.5 : 1}>
            <rect
              x={left}
              y={row * ROW_PX + 4}
              width={long}
              height={ROW_PX - 8}
              rx={5}
              className={span.endMs === null ? 'stage-open' : 'stage-bar'}
            />
            <text
              x={fits ? left + 8 : before ? left - 6 : left + long + 6}
              y={row * ROW_PX + 20}
              textAnchor={!fits && before ? 'end' : 'start'}
              className={fits && span.endMs !== null ? 'stage-text-on' : 'stage-text'}
            >
              {text}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
