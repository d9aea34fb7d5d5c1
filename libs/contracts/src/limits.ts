/** T3: the largest payload the platform takes, bytes. Bounds the memory one message can cost. */
export const MAX_PAYLOAD_BYTES = 256 * 1024;
/** B1: channels that one birth certificate declares. */
export const MAX_BIRTH_CHANNELS = 2_000;
/** Channels of one kitchen: more than twice what a certificate may declare, so that machines may be exchanged for years. */
export const MAX_KITCHEN_CHANNELS = 5_000;
/** Kitchens of one fleet: every page of staff ranks them all. */
export const MAX_KITCHENS = 1_000;
/** S2: the largest magnitude of a value. Sums of a year of such values still fit a double, and no sensor reaches it. */
export const MAX_VALUE = 1e15;
/** T3: the most records or events in one pack. Bounds one transaction. */
export const MAX_RECORDS = 5_000;
/** S5: how far ahead of arrival a device time may be, ms. A clock further ahead is wrong, not early. */
export const MAX_AHEAD_MS = 5 * 60_000;
/** S5: how old a device time may be, ms (400 days). Raw readings are kept at least as long. */
export const MAX_AGE_MS = 400 * 86_400_000;
/** S5: no kitchen reported before this instant, ms since the epoch (2020-01-01). */
export const EARLIEST_MS = Date.UTC(2020, 0, 1);
/**
 * Dead letters of one reason and kitchen that are kept open: its cause has to be mended before more of the same tell
 * anything. Of what comes beyond, none is kept and all is counted.
 */
export const MAX_OPEN_LETTERS = 1_000;
