/** Fewer people than this are not counted out: who they are could be guessed (our proposal). */
export const SMALL_COUNT = 5;

export const SUPPRESSED = `fewer than ${SMALL_COUNT}: not shown, to protect people`;
