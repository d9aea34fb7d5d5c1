import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { FairLane } from '../photos/fair-lane.js';

/** Paper has one theme: ink and quiet ink as in the light one of libs/ui. */
export const INK = '#2b2520';
export const QUIET = '#6b6158';

/** A document takes a second at most where nothing else runs, ms. */
const DRAWN_WITHIN_MS = 30_000;
/** Fonts and a page of text take a tenth of it, MiB. */
const MOST_MEMORY_MIB = 256;

export interface Piece {
  text: string;
  /** From the origin on; null: it leads nowhere. */
  href: string | null;
}

/** What stands below what came before. Sizes and gaps are points. */
export type Block =
  | {
      kind: 'text';
      type: 'H1' | 'H2' | 'P';
      text: string;
      font: 'text' | 'strong';
      size: number;
      colour: string;
      gap: number;
    }
  | { kind: 'line'; parts: readonly Piece[]; gap: number }
  | { kind: 'space'; points: number }
  | { kind: 'together' };

export interface Paper {
  say(
    type: 'H1' | 'H2' | 'P',
    text: string,
    font: 'text' | 'strong',
    size: number,
    colour: string,
    gap: number,
  ): void;
  /** A line of pieces, of which some lead somewhere; each piece is told apart from the next. */
  line(parts: readonly Piece[], gap: number): void;
  /** @param points left free below what was said */
  space(points: number): void;
  /** On to the next page where there is room for little more than a heading. */
  keepTogether(): void;
}

interface About {
  language: string;
  title: string;
  madeAt: Date;
  /** The origin that its links lead to. */
  publicUrl: string;
  /** Of each page, with `{page}`, from 1 on, and `{pages}`. */
  foot: string;
}

/** What the worker draws. */
export interface Drawing extends About {
  blocks: readonly Block[];
}

// One at a time, in a thread of its own: whoever asks for many waits, and requests are answered meanwhile.
const lane = new FairLane();

/**
 * A tagged PDF (PDF/UA): language, title, headings, paragraphs and links are told to who cannot see them.
 * @throws Error where it cannot be drawn in time
 */
export function onPaper(about: About, write: (paper: Paper) => void): Promise<Buffer> {
  const blocks: Block[] = [];
  write({
    say(type, text, font, size, colour, gap) {
      blocks.push({ kind: 'text', type, text, font, size, colour, gap });
    },
    line(parts, gap) {
      blocks.push({ kind: 'line', parts, gap });
    },
    space(points) {
      blocks.push({ kind: 'space', points });
    },
    keepTogether() {
      blocks.push({ kind: 'together' });
    },
  });
  return lane.run(about.title, () => drawn({ ...about, blocks }));
}

function drawn(drawing: Drawing): Promise<Buffer> {
  // Both `src` and `dist` lie one below `apps/api`.
  const worker = new Worker(fileURLToPath(new URL('../../bin/paper-worker.mjs', import.meta.url)), {
    workerData: drawing,
    // It knows none of our secrets.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MIB },
  });
  return new Promise<Buffer>((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error('the document took too long to be drawn'));
    }, DRAWN_WITHIN_MS);
    worker.once('message', (bytes: Uint8Array) => {
      resolve(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(late);
      reject(new Error('drawing the document ended without one'));
    });
  }).finally(() => void worker.terminate());
}
