import { decodeQR } from 'qr/decode.js';
import sharp from 'sharp';

/** What the code in a picture says. @throws Error when there is none */
export async function codeIn(picture: Buffer): Promise<string> {
  const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return decodeQR({ width: info.width, height: info.height, data });
}

const [width, height] = [640, 480];
/** Of a film, in a second; and for how many a picture stands still. */
const [FRAMES_A_SECOND, FRAMES_A_PICTURE] = [10, 5];

/** Pictures as a film that Chromium shows for its camera (YUV4MPEG2): one after the other, over and over. */
export async function filmOf(...pictures: Buffer[]): Promise<Buffer> {
  const frames = await Promise.all(pictures.map(frameOf));
  const head = `YUV4MPEG2 W${width} H${height} F${FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n`;
  const still = frames.flatMap((frame) => Array<Buffer>(FRAMES_A_PICTURE).fill(frame));
  return Buffer.concat([Buffer.from(head), ...still]);
}

async function frameOf(picture: Buffer): Promise<Buffer> {
  const luma = await sharp(picture)
    .flatten({ background: '#ffffff' })
    .resize({ width, height, fit: 'contain', background: '#ffffff' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  // Without colour.
  const chroma = Buffer.alloc((width * height) / 2, 128);
  return Buffer.concat([Buffer.from('FRAME\n'), luma, chroma]);
}
