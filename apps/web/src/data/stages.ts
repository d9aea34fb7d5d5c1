/** The stages of a batch in the order of making, as they are called. */
export const STAGE_WORDS: Record<string, string> = {
  mix: 'Mix',
  melt: 'Melt',
  mould: 'Mould',
  cool: 'Cool',
  demould: 'Demould',
};
export const stageWord = (stage: string): string => STAGE_WORDS[stage] ?? stage;
