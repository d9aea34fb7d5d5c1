import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ReportAnswer } from '@bakeloop/contracts';
import { REPORT_WORDS, type ReportWords } from '@bakeloop/domain';
import { FairLane } from '../photos/fair-lane.js';

/** A report takes a second at most where nothing else runs, ms. */
const DRAWN_WITHIN_MS = 30_000;
/** Fonts and a page of text take a tenth of it, MiB. */
const MOST_MEMORY_MIB = 256;

/** What the worker draws from. */
export interface Drawing {
  report: ReportAnswer;
  words: Pick<ReportWords, 'demo' | 'page'>;
  /** The origin that its links lead to. */
  publicUrl: string;
  /** Its numbers are not real, and every page says so. */
  demo: boolean;
}

// One at a time, in a thread of its own: whoever asks for many waits, and requests are answered meanwhile.
const lane = new FairLane();

/**
 * A report as a tagged PDF (PDF/UA): language, title, headings, paragraphs and links are told to who cannot see them.
 * @throws Error where it cannot be drawn in time
 */
export function reportDocument(
  report: ReportAnswer,
  { publicUrl, demo }: Pick<Drawing, 'publicUrl' | 'demo'>,
): Promise<Buffer> {
  const { demo: demoWords, page } = REPORT_WORDS[report.language];
  return lane.run(report.id, () => drawn({ report, words: { demo: demoWords, page }, publicUrl, demo }));
}

function drawn(drawing: Drawing): Promise<Buffer> {
  // Both `src` and `dist` lie one below `apps/api`.
  const worker = new Worker(fileURLToPath(new URL('../../bin/report-worker.mjs', import.meta.url)), {
    workerData: drawing,
    // It knows none of our secrets.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MIB },
  });
  return new Promise<Buffer>((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error('the report took too long to be drawn'));
    }, DRAWN_WITHIN_MS);
    worker.once('message', (bytes: Uint8Array) => {
      resolve(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(late);
      reject(new Error('drawing the report ended without one'));
    });
  }).finally(() => void worker.terminate());
}
