import { createRequire } from 'node:module';
import { renderAsync } from '@resvg/resvg-js';
import { encode } from 'uqr';
import { KeptBuffers } from '../http/kept-buffers.js';
import { escaped } from './html.js';

/** What others show with a link, in pixels: the size that they all take. */
const WIDTH = 1_200;
const HEIGHT = 630;
const EDGE = 72;
const CODE = 190;
const CODE_TOP = HEIGHT - EDGE - CODE + 20;
/** Of the light scheme: a picture knows no other. */
const COLOURS = { ground: '#17624c', text: '#fffdf9', quiet: '#d3e8df', mark: '#e8b39b' } as const;

export interface ShareCard {
  /** What it is of; null: of all. */
  title: string | null;
  value: string;
  unit: string;
  means: string;
  /** Of what the value is the bound; null: none is known. */
  bound: string | null;
  asOf: string;
  demo: string | null;
  /** Where to check it: as a code, and in words. */
  check: string;
}

/** So that a card is the same on every machine none of its own is asked for; the last is for names in Arabic letters. */
const fontFiles = [
  'inter/400Regular/Inter_400Regular.ttf',
  'inter/700Bold/Inter_700Bold.ttf',
  'noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf',
].map((file) => createRequire(import.meta.url).resolve(`@expo-google-fonts/${file}`));

/** What the fonts have letters for: a name in others would be a row of boxes. */
const WRITABLE =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\d\p{P}\p{Zs}\p{Mn}]*$/u;

/** @returns PNG; drawn on another thread, some 100 ms */
async function drawCard(card: ShareCard): Promise<Buffer> {
  const image = await renderAsync(cardSvg(card), {
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: 'Inter' },
    fitTo: { mode: 'original' },
  });
  return image.asPng();
}

export function cardSvg({ title, value, unit, means, bound, asOf, demo, check }: ShareCard): string {
  const most = WIDTH - 2 * EDGE;
  // A letter is about so wide as of its size; a number is to stay in one line, whatever it is.
  const size = Math.min(165, Math.floor(most / (0.6 * (value.length + 0.45 * (unit.length + 1)))));
  const beside = most - CODE - 40;
  // What stands as low as the code ends before it.
  const roomAt = (baseline: number, fontSize: number): number =>
    baseline + fontSize * 0.4 < CODE_TOP ? most : beside;
  const lines: string[] = [];
  let y = EDGE + 34;
  const line = (text: string, fontSize: number, o: { weight?: number; fill?: string; gap?: number } = {}) => {
    y += o.gap ?? 0;
    lines.push(
      `<text x="${EDGE}" y="${y}" font-size="${fontSize}" font-weight="${o.weight ?? 400}" fill="${o.fill ?? COLOURS.text}">${escaped(text)}</text>`,
    );
  };
  line(
    title === null || !WRITABLE.test(title) ? 'Bakeloop' : `Bakeloop · ${fitted(title, 34, most - 210)}`,
    34,
    {
      weight: 700,
      fill: COLOURS.quiet,
    },
  );
  y += 40 + size * 0.86;
  lines.push(
    `<text x="${EDGE - size * 0.05}" y="${Math.round(y)}" font-size="${size}" font-weight="700" letter-spacing="${-size * 0.03}" fill="${COLOURS.text}">${escaped(value)}<tspan font-size="${Math.round(size * 0.45)}" letter-spacing="0" dx="${Math.round(size * 0.12)}">${escaped(unit)}</tspan></text>`,
  );
  // What hangs below a large number, as its comma does, touches no word.
  y = Math.round(y + size * 0.07);
  /** @returns how many lines it took */
  const below = (
    text: string,
    mostLines: number,
    o: { fontSize: number; gap: number; weight?: number; fill?: string },
  ): number => {
    const from = y;
    const roomOf = (index: number) => roomAt(from + (index + 1) * o.gap, o.fontSize);
    const texts = wrapped(text, o.fontSize, roomOf, mostLines);
    for (const each of texts) line(each, o.fontSize, o);
    return texts.length;
  };
  const meansLines = below(means, 2, { fontSize: 42, gap: 62, weight: 700 });
  if (bound !== null) below(bound, meansLines > 1 ? 1 : 2, { fontSize: 27, gap: 40, fill: COLOURS.quiet });
  const foot = demo === null ? [asOf, check] : [demo, asOf, check];
  const footLines = foot.map(
    (text, index) =>
      `<text x="${EDGE}" y="${HEIGHT - EDGE - (foot.length - 1 - index) * 36}" font-size="26" font-weight="${text === demo ? 700 : 400}" fill="${text === demo ? COLOURS.mark : COLOURS.quiet}">${escaped(fitted(text, 26, beside))}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="Inter"><rect width="100%" height="100%" fill="${COLOURS.ground}"/><rect width="100%" height="12" fill="${COLOURS.mark}"/>${lines.join('')}${footLines.join('')}${codeSvg(check, WIDTH - EDGE - CODE, CODE_TOP)}</svg>`;
}

/** A QR code as squares on light ground: a camera wants it dark on light. */
function codeSvg(text: string, x: number, y: number): string {
  const { data, size } = encode(text, { border: 2 });
  const scale = CODE / size;
  const path = data
    .flatMap((row, top) => row.map((isDark, left) => (isDark ? `M${left} ${top}h1v1h-1z` : '')))
    .join('');
  return `<g transform="translate(${x} ${y})"><rect width="${CODE}" height="${CODE}" rx="14" fill="${COLOURS.text}"/><path transform="scale(${scale.toFixed(4)})" d="${path}" fill="#0b382c"/></g>`;
}

/** Letters that fit, a little more than their mean width each. */
const lettersIn = (width: number, size: number): number => Math.floor(width / (size * 0.54));

function fitted(text: string, size: number, width: number): string {
  const most = lettersIn(width, size);
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

/** In lines between words, each as wide as there is room; what does not fit is cut, and seen to be. */
function wrapped(text: string, size: number, roomOf: (line: number) => number, most: number): string[] {
  const lines: string[] = [];
  // A number is not parted from its unit.
  for (const word of text.split(/(?<!\d) | (?=\d)/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= lettersIn(roomOf(lines.length - 1), size))
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  if (lines.length > most) lines[most - 1] = `${lines[most - 1] ?? ''} …`;
  return lines.slice(0, most).map((line, index) => fitted(line, size, roomOf(index)));
}

/** Draws a card once for what it says, whoever asks and however often. */
export class DrawnCards {
  private readonly drawn: KeptBuffers;

  constructor(mostBytes: number) {
    this.drawn = new KeptBuffers(mostBytes);
  }

  draw(card: ShareCard): Promise<Buffer> {
    return this.drawn.of(JSON.stringify(card), () => drawCard(card));
  }
}
