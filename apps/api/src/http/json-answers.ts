import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Response } from 'express';
import { withholdCookies } from './withhold-cookies.js';

/** Less than this is not packed: it leaves in one packet anyway, bytes. */
const LEAST_PACKED_BYTES = 1_024;
/**
 * Up to here an answer is packed at once, some milliseconds at most; the way to another thread and back takes longer than
 * that where processors are busy. Larger ones are packed there, so that they hold up nobody.
 */
const PACKED_AT_ONCE_BYTES = 192 * 1_024;
/** zlib's level: its usual one takes two or three times as long for a tenth or two less. */
const LEVEL = 3;

/**
 * Writes what controllers answer as JSON, packs it in one go, and lets it leave whole. What streams, files and errors say
 * leaves as with Express; packing for those who take no gzip is left to the middleware.
 */
export class JsonAnswers extends ExpressAdapter {
  override reply(response: Response, body: unknown, status?: number): unknown {
    if (!isPlain(body) || response.hasHeader('content-type')) return super.reply(response, body, status);
    if (status !== undefined) response.status(status);
    return answer(response, Buffer.from(JSON.stringify(body)));
  }
}

const isPlain = (body: unknown): body is object =>
  typeof body === 'object' &&
  body !== null &&
  !(body instanceof StreamableFile || body instanceof Error || ArrayBuffer.isView(body));

async function answer(response: Response, bytes: Buffer): Promise<void> {
  const { req: request, app } = response;
  response.vary('Accept-Encoding');
  withholdCookies(response);
  // What nobody keeps nobody has to compare.
  if (response.getHeader('cache-control') !== 'no-store') {
    const etagOf = app.get('etag fn') as (body: Buffer) => string;
    response.setHeader('etag', etagOf(bytes));
    if (request.fresh) return void response.status(304).end();
  }
  response.setHeader('content-type', 'application/json; charset=utf-8');
  const packed =
    bytes.length >= LEAST_PACKED_BYTES && request.acceptsEncodings('gzip') === 'gzip'
      ? bytes.length <= PACKED_AT_ONCE_BYTES
        ? gzipSync(bytes, { level: LEVEL })
        : await promisify(gzip)(bytes, { level: LEVEL })
      : null;
  if (packed) response.setHeader('content-encoding', 'gzip');
  const sent = packed ?? bytes;
  response.setHeader('content-length', sent.length);
  response.end(sent);
}
