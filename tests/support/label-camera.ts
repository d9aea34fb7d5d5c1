import { decodeQR } from 'qr/decode.js';
import sharp from 'sharp';

/** What the code in a picture says. @throws Error when there is none */
export async function codeIn(picture: Buffer): Promise<string> {
  const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return decodeQR({ width: info.width, height: info.height, data });
}

/** A picture as a film that Chromium shows for its camera (YUV4MPEG2): one frame, over and over. */
export async function filmOf(picture: Buffer): Promise<Buffer> {
  const [width, height] = [640, 480];
  const luma = await sharp(picture)
    .flatten({ background: '#ffffff' })
    .resize({ width, height, fit: 'contain', background: '#ffffff' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  // Without colour.
  const chroma = Buffer.alloc((width * height) / 2, 128);
  const head = `YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\nFRAME\n`;
  return Buffer.concat([Buffer.from(head), luma, chroma]);
}
