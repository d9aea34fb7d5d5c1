import { convertUnit } from '@bakeloop/contracts';
import { createLineCutter, readContinuous, readSics, weightOf, type WeightLine } from '@bakeloop/domain';

/** What a scale shows now. Grams are whole. */
export type Shown =
  | { kind: 'stable'; grams: number }
  | { kind: 'moving'; grams: number }
  /** It weighs in something that is neither kilograms nor grams: never taken, nor is what is below zero. */
  | { kind: 'wrong-unit'; unit: string }
  | { kind: 'below-zero' }
  | { kind: 'refused' };

/** A scale that does not say whether it is steady is, once it has shown the same so often in a row. */
const SAME_IN_A_ROW = 4;

/** A bare number with its unit, as simple indicators and keyboard wedges send it: `  12.45 kg`, `+000.50`. */
const BARE = /^([-+]?\s*\d+(?:[.,]\d+)?)\s*([A-Za-z]*)$/;

function readLine(line: string): WeightLine & { saysStable?: false } {
  for (const read of [readSics, readContinuous]) {
    const said = read(line);
    if (said.kind !== 'other') return said;
  }
  const found = BARE.exec(line.trim());
  if (!found) return { kind: 'other' };
  return { ...weightOf(found[1]?.replace(',', '.'), found[2], true), saysStable: false };
}

/** @param unit as the scale writes it; absent: kilograms, as every field says that it is typed into */
function shownOf(value: number, unit: string | null, stable: boolean): Shown {
  const kilograms = convertUnit(value, (unit ?? 'kg').toLowerCase(), 'kg');
  if (kilograms === null) return { kind: 'wrong-unit', unit: unit ?? '' };
  if (kilograms < 0) return { kind: 'below-zero' };
  return { kind: stable ? 'stable' : 'moving', grams: Math.round(kilograms * 1_000) };
}

/**
 * Reads what a scale sends as ASCII, whichever of the common ways it speaks: SICS, continuous output, or a bare number.
 * @returns takes bytes in any pieces, and tells of each weight
 */
export function asciiScale(tell: (shown: Shown) => void): (bytes: Uint8Array) => void {
  let last: number | null = null;
  let same = 0;
  return createLineCutter((line) => {
    const said = readLine(line);
    if (said.kind === 'other') return;
    if (said.kind === 'refused') return tell({ kind: 'refused' });
    same = said.value === last ? same + 1 : 1;
    last = said.value;
    const stable = said.saysStable === false ? same >= SAME_IN_A_ROW : said.stable;
    tell(shownOf(said.value, said.unit, stable));
  });
}

/**
 * One line that a scale typed as a keyboard does. It types when somebody presses its key, so what it types is steady.
 * @returns null where the line is no weight
 */
export function typedByScale(line: string): Shown | null {
  const said = readLine(line);
  if (said.kind === 'other') return null;
  return said.kind === 'refused' ? { kind: 'refused' } : shownOf(said.value, said.unit, said.stable);
}

/** Of the Bluetooth weight scale service (0x181D), characteristic 0x2A9D: sent once the weight is steady. */
const IMPERIAL = 1;
const UNSUCCESSFUL = 0xffff;
const KG_A_STEP = 0.005;

/** @param bytes as in Weight Scale Service 1.0, section 3.2.1: flags, then the weight in steps of 5 g or 0.01 lb */
export function bluetoothWeight(bytes: DataView): Shown {
  if (bytes.byteLength < 3) return { kind: 'refused' };
  const steps = bytes.getUint16(1, true);
  if (steps === UNSUCCESSFUL) return { kind: 'refused' };
  if ((bytes.getUint8(0) & IMPERIAL) !== 0) return { kind: 'wrong-unit', unit: 'lb' };
  return shownOf(steps * KG_A_STEP, 'kg', true);
}

/** No thumb types so fast; every keyboard wedge does, ms between two keys. */
const WEDGE_KEY_MS = 40;
/** Shorter is a thumb that slipped. */
const WEDGE_CHARACTERS = 3;

/** What a key means to whoever listens for a scale that types. */
export type WedgeKey = { kind: 'first' } | { kind: 'more' } | { kind: 'line'; line: string };

/**
 * Tells a scale that types from a thumb that types, by its speed.
 * @returns takes each key as it comes, ms; `first` may be the beginning of a line, `line` is one that no thumb has typed
 */
export function wedgeListener(): (key: string, atMs: number) => WedgeKey {
  let line = '';
  let lastMs = -Infinity;
  return (key, atMs) => {
    const isFirst = atMs - lastMs > WEDGE_KEY_MS;
    if (isFirst) line = '';
    lastMs = atMs;
    if (key === 'Enter' && line.length >= WEDGE_CHARACTERS) return { kind: 'line', line };
    if (key.length === 1) line += key;
    return { kind: isFirst ? 'first' : 'more' };
  };
}
