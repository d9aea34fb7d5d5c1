import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { isBareJpeg } from '@bakeloop/record';
import { fileTypeFromBuffer } from 'file-type';
import sharp, { type Sharp } from 'sharp';

/** Longest side of what is kept, pixels: a face or a crack is seen, and it still loads on a phone. */
const MOST_SIDE = 2_400;
const SMALL_SIDE = 320;
/** 64 megapixels, 200 MB when decoded: more than a phone takes, less than harms. */
const MOST_PIXELS = 64_000_000;
/** A photo of 12 megapixels takes two or three, s. */
const HEIC_WITHIN_MS = 30_000;
const HEIC = ['image/heic', 'image/heif'];
const TAKEN = ['image/jpeg', 'image/png', 'image/webp', ...HEIC];

// One picture at a time, on one core: readings and pages go first.
sharp.concurrency(1);
sharp.cache(false);
// Whatever else the library can read (SVG, PDF, …) is no photo.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
});

export interface Developed {
  /** JPEG each. */
  full: Uint8Array;
  small: Uint8Array;
  /** SHA-256 of `full`, hex. */
  keptHash: string;
  width: number;
  height: number;
}

/**
 * Makes of what was sent a JPEG that says nothing but its picture. A JPEG that is so already stays as it is, to the bit: its
 * hash goes on proving it.
 * @returns null where it is no picture, or none that can be read
 */
export async function develop(sent: Uint8Array): Promise<Developed | null> {
  const kind = await fileTypeFromBuffer(sent);
  if (kind === undefined || !TAKEN.includes(kind.mime)) return null;
  const picture = await opened(sent, kind.mime).catch(() => null);
  if (picture === null) return null;
  try {
    const { width, height } = await picture.clone().metadata();
    const isKept = kind.mime === 'image/jpeg' && Math.max(width, height) <= MOST_SIDE && isBareJpeg(sent);
    const upright = picture.autoOrient().flatten({ background: '#ffffff' });
    const within = (side: number) =>
      upright.clone().resize(side, side, { fit: 'inside', withoutEnlargement: true });
    // Decoded to the end also where it is kept: half a picture is none.
    const small = await within(SMALL_SIDE).jpeg({ quality: 70 }).toBuffer();
    const made = isKept
      ? { data: sent, info: { width, height } }
      : await within(MOST_SIDE).jpeg({ quality: 82 }).toBuffer({ resolveWithObject: true });
    return {
      full: made.data,
      small,
      keptHash: createHash('sha256').update(made.data).digest('hex'),
      width: made.info.width,
      height: made.info.height,
    };
  } catch {
    return null;
  }
}

async function opened(sent: Uint8Array, mime: string): Promise<Sharp> {
  if (!HEIC.includes(mime)) return sharp(sent, { limitInputPixels: MOST_PIXELS, failOn: 'error' });
  const { width, height, data } = await decodedHeic(sent);
  if (width * height > MOST_PIXELS) throw new Error('too many pixels');
  return sharp(Buffer.from(data.buffer, data.byteOffset, data.byteLength), {
    raw: { width, height, channels: 4 },
  });
}

interface Pixels {
  width: number;
  height: number;
  /** RGBA. */
  data: Uint8ClampedArray<ArrayBuffer>;
}

function decodedHeic(sent: Uint8Array): Promise<Pixels> {
  // Both `src` and `dist` lie one below `apps/api`.
  const worker = new Worker(fileURLToPath(new URL('../../bin/heic-worker.mjs', import.meta.url)), {
    workerData: sent,
    // It knows none of our secrets.
    env: {},
  });
  return new Promise<Pixels>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('took too long')), HEIC_WITHIN_MS);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(late);
      reject(new Error('ended without a picture'));
    });
  }).finally(() => void worker.terminate());
}
