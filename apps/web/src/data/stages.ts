import type { StoredEvent } from '@bakeloop/contracts';

/** The stages of a batch as stretches of time, for the strip on its page. */

export const STAGE_WORDS: Record<string, string> = {
  mix: 'Mix',
  melt: 'Melt',
  mould: 'Mould',
  cool: 'Cool',
  demould: 'Demould',
};
export const stageWord = (stage: string): string => STAGE_WORDS[stage] ?? stage;

export interface StageSpan {
  stage: string;
  startMs: number;
  /** Null while it runs, or when nobody logged its end. */
  endMs: number | null;
}

/** In order of their start; corrected and voided events do not count. An end without a start is left out. */
export function stageSpans(events: StoredEvent[]): StageSpan[] {
  const valid = events
    .filter(({ type, struckBy }) => type === 'batch.stage' && struckBy === null)
    .map(({ time, data }) => ({ ms: Date.parse(time), stage: data['stage'], edge: data['edge'] }))
    .sort((left, right) => left.ms - right.ms);
  const spans: StageSpan[] = [];
  for (const { ms, stage, edge } of valid) {
    if (typeof stage !== 'string') continue;
    if (edge === 'start') spans.push({ stage, startMs: ms, endMs: null });
    const open = spans.findLast((span) => span.stage === stage && span.endMs === null);
    if (edge === 'end' && open) open.endMs = ms;
  }
  return spans;
}
