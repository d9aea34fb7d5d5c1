import { MAX_PHOTO_BYTES } from '@bakeloop/contracts';
import { hexOf, sha256 } from '../log/sha256.js';

/** Longest side of a photo that is sent, pixels: a crack or a label is read in it, in some 300 kB. */
const MOST_SIDE = 1_600;
const THUMB_SIDE = 160;
const QUALITY = 0.75;

/** The size of a picture within a square, its shape kept, never larger than it is. */
export function sizeWithin(
  most: number,
  { width, height }: { width: number; height: number },
): { width: number; height: number } {
  const scale = Math.min(1, most / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** By its first bytes: ISO base media file with a brand of HEIF. */
export function isHeic(bytes: Uint8Array): boolean {
  const text = String.fromCharCode(...bytes.subarray(4, 12));
  return /^ftyp(heic|heix|hevc|heim|heis|mif1|msf1)$/.test(text);
}

export interface Shrunk {
  hash: string;
  bytes: Uint8Array<ArrayBuffer>;
  thumb: string | null;
}

/**
 * Draws a photo anew, smaller: so nothing of what the camera wrote into it is left (place, device, time). What this browser
 * cannot draw and the server can (HEIC) stays as it is, and the server does it.
 * @returns 'unreadable' for what is no photo; 'too-large' for one that cannot be shrunk here
 */
export async function shrink(file: Blob): Promise<Shrunk | 'unreadable' | 'too-large'> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null);
  if (bitmap === null) {
    if (!isHeic(new Uint8Array(await file.slice(0, 12).arrayBuffer()))) return 'unreadable';
    if (file.size > MAX_PHOTO_BYTES) return 'too-large';
    return made(file, null);
  }
  try {
    const jpeg = await drawn(bitmap, MOST_SIDE, QUALITY);
    const thumb = await drawn(bitmap, THUMB_SIDE, QUALITY);
    return await made(jpeg, await dataUrl(thumb));
  } finally {
    bitmap.close();
  }
}

async function made(blob: Blob, thumb: string | null): Promise<Shrunk> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return { hash: hexOf(await sha256(bytes)), bytes, thumb };
}

async function drawn(bitmap: ImageBitmap, most: number, quality: number): Promise<Blob> {
  const { width, height } = sizeWithin(most, bitmap);
  const canvas = canvasOf(width, height);
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null;
  if (pen === null) throw new Error('this browser draws nothing');
  // What is transparent would be black in a JPEG.
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(bitmap, 0, 0, width, height);
  if ('convertToBlob' in canvas) return canvas.convertToBlob({ type: 'image/jpeg', quality });
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('no picture'))), 'image/jpeg', quality),
  );
}

/** Off the page where the browser can: it goes on answering taps meanwhile. */
function canvasOf(width: number, height: number): OffscreenCanvas | HTMLCanvasElement {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement('canvas'), { width, height });
}

/** The page's policy shows pictures of its own server and of `data:` addresses only. */
function dataUrl(blob: Blob): Promise<string> {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => fail(reader.error ?? new Error('not read'));
    reader.readAsDataURL(blob);
  });
}
