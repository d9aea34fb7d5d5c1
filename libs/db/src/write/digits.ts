import { MAX_DECIMALS } from '../reading-sql.js';

const TENS = Array.from({ length: MAX_DECIMALS + 1 }, (_, decimals) => 10 ** decimals);
/** Channels whose decimals are remembered at most; beyond it the memory starts anew. 16 bytes each. */
const MAX_CHANNELS = 400_000;

/** A value as whole digits and how many of them are decimals; of another number `decimals` is -1. */
export interface Digits {
  digits: number;
  decimals: number;
}

/**
 * Values as the decimal numbers that sensors give: 201.4 is 2014 and one decimal. Differences of neighbours are small whole
 * numbers then, which pack into a third of what doubles take. All values of a channel get the decimals of its most exact
 * one so far, also those that end in zeros, or neighbours would differ by a power of ten.
 */
export class DecimalMemory {
  private readonly ofChannel = new Map<number, number>();

  /** Exact: digits divided by ten to the decimals is the value, to the last bit. */
  digitsOf(channelId: number, value: number): Digits {
    const most = this.ofChannel.get(channelId) ?? 0;
    for (let decimals = most; decimals <= MAX_DECIMALS; decimals++) {
      const digits = wholeDigits(value, decimals);
      if (digits === null) continue;
      if (decimals > most || most === 0) this.remember(channelId, decimals);
      return { digits, decimals };
    }
    // Too large for so many decimals.
    for (let decimals = most - 1; decimals >= 0; decimals--) {
      const digits = wholeDigits(value, decimals);
      if (digits !== null) return { digits, decimals };
    }
    return { digits: 0, decimals: -1 };
  }

  private remember(channelId: number, decimals: number): void {
    if (this.ofChannel.size >= MAX_CHANNELS) this.ofChannel.clear();
    this.ofChannel.set(channelId, decimals);
  }
}

function wholeDigits(value: number, decimals: number): number | null {
  const ten = TENS[decimals] ?? 1;
  const digits = Math.round(value * ten);
  return digits / ten === value && Number.isSafeInteger(digits) ? digits : null;
}
