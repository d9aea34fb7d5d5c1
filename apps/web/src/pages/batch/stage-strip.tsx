import type { BatchDetail } from '@bakeloop/contracts';
import { timeTicks, useFormat, useNow } from '@bakeloop/ui';
import { useElementSize } from '@mantine/hooks';
import { stageSpans, stageWord } from '../../data/stages.js';

const ROW_PX = 30;
const LABEL_PX = 84;

/** The stages over time, one line each. An end that nobody logged stays open. */
export function StageStrip({ batch, timeZone }: { batch: BatchDetail; timeZone: string }) {
  const format = useFormat();
  const now = useNow();
  const { ref, width } = useElementSize();
  const spans = stageSpans(batch.events);
  if (spans.length === 0) return null;
  const running = batch.status === 'running';
  const startMs = Math.min(
    ...spans.map((span) => span.startMs),
    batch.startedAt ? Date.parse(batch.startedAt) : Infinity,
  );
  const known = spans.flatMap((span) => [span.startMs, span.endMs ?? span.startMs]);
  const endMs = running
    ? Math.max(now, ...known)
    : Math.max(...known, batch.finishedAt ? Date.parse(batch.finishedAt) : 0);
  const stages = [...new Set(spans.map(({ stage }) => stage))];
  const room = Math.max(1, width - LABEL_PX - 8);
  const x = (ms: number) => LABEL_PX + ((ms - startMs) / Math.max(1, endMs - startMs)) * room;
  const height = stages.length * ROW_PX + 26;
  const words = (span: (typeof spans)[number]) =>
    span.endMs === null
      ? running
        ? 'still running'
        : 'end not logged'
      : format.duration(span.endMs - span.startMs);
  return (
    <section aria-labelledby="stages-heading" className="panel">
      <h2 id="stages-heading">Stages</h2>
      <div ref={ref} style={{ height }} aria-hidden>
        {width > 0 ? (
          <svg width={width} height={height} className="stage-strip">
            {timeTicks(startMs, endMs, timeZone, Math.max(2, Math.floor(room / 90))).map(({ ms }) => (
              <g key={ms}>
                <line x1={x(ms)} x2={x(ms)} y1={0} y2={height - 22} stroke="var(--bl-line)" />
                <text x={x(ms)} y={height - 6} textAnchor="middle" className="bl-axis-text">
                  {format.instant(ms, timeZone, 'time')}
                </text>
              </g>
            ))}
            {stages.map((stage, row) => (
              <text key={stage} x={0} y={row * ROW_PX + 20} className="stage-label">
                {stageWord(stage)}
              </text>
            ))}
            {spans.map((span) => {
              const row = stages.indexOf(span.stage);
              const right = x(span.endMs ?? (running ? endMs : span.startMs));
              const left = x(span.startMs);
              const long = Math.max(4, right - left);
              const text = words(span);
              const fits = long > text.length * 7.5 + 12;
              const before = right + text.length * 7.5 + 12 > width;
              return (
                <g key={`${span.stage}${String(span.startMs)}`}>
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
        ) : null}
      </div>
      <ul className="bl-hidden">
        {spans.map((span) => (
          <li key={`${span.stage}${String(span.startMs)}`}>
            {stageWord(span.stage)} from {format.instant(span.startMs, timeZone, 'time')}: {words(span)}
          </li>
        ))}
      </ul>
    </section>
  );
}
