import type { BatchStage, Stage } from '../log/events.js';
import { utcTime } from '../log/time.js';

export interface StageSpan {
  stage: Stage;
  /** UTC; null when only the end is known. */
  startedAt: string | null;
  /** UTC; null while the stage goes on, or when its end was never logged. */
  endedAt: string | null;
  machine: string | null;
}

/**
 * Pairs stage edges into spans, in the order in which they were opened. An end closes the newest open span of its stage
 * on its machine; edges without a machine pair with any. An end that closes nothing is a span without a start.
 * @param edges sorted by time
 */
export function stageSpans(edges: readonly BatchStage[]): StageSpan[] {
  const spans: StageSpan[] = [];
  const open = new Map<string, StageSpan[]>();
  const stack = (key: string): StageSpan[] => {
    let list = open.get(key);
    if (list === undefined) open.set(key, (list = []));
    return list;
  };
  // A span lies on the stack of its stage and on that of its machine: whichever closes it, the other skips it.
  const popOpen = (key: string): StageSpan | undefined => {
    const list = stack(key);
    let span = list.pop();
    while (span !== undefined && span.endedAt !== null) span = list.pop();
    return span;
  };
  for (const { time, data } of edges) {
    const at = utcTime(time);
    const machine = data.machine ?? null;
    if (data.edge === 'start') {
      const span: StageSpan = { stage: data.stage, startedAt: at, endedAt: null, machine };
      spans.push(span);
      stack(`any ${data.stage}`).push(span);
      stack(`on ${data.stage} ${machine ?? ''}`).push(span);
      continue;
    }
    const span =
      machine === null
        ? popOpen(`any ${data.stage}`)
        : (popOpen(`on ${data.stage} ${machine}`) ?? popOpen(`on ${data.stage} `));
    if (span === undefined) spans.push({ stage: data.stage, startedAt: null, endedAt: at, machine });
    else {
      span.endedAt = at;
      span.machine ??= machine;
    }
  }
  return spans;
}

/** The stage a batch is in: that of the newest span that is still open; null when none is. */
export function currentStage(spans: readonly StageSpan[]): Stage | null {
  return spans.findLast(({ endedAt }) => endedAt === null)?.stage ?? null;
}
