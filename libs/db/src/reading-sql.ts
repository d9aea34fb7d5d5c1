/** Most decimals of a value that is stored as whole digits: sensors give fewer. */
export const MAX_DECIMALS = 6;

const TENS = `'{${Array.from({ length: MAX_DECIMALS + 1 }, (_, decimals) => 10 ** decimals).join(',')}}'::float8[]`;

/** SQL of ten to the power of `decimals`, an SQL expression from 0 to MAX_DECIMALS. */
export const tenTo = (decimals: string): string => `(${TENS})[${decimals} + 1]`;

/**
 * The value of a row of `reading_raw`. A quotient of whole numbers below 2^53 is rounded as JSON's decimal numbers are, so
 * it is the value that was sent, to the last bit.
 */
export const VALUE = `coalesce(odd, digits / ${tenTo('decimals')})`;
