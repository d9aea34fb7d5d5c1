import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Request, Response } from 'express';
import { withholdCookies } from '../http/withhold-cookies.js';

/** An answer that is the same for everybody, made once and kept as it leaves. */
export interface KeptAnswer {
  type: string;
  /** What of a request another answer goes with. */
  vary: string;
  body: Buffer;
  zipped: Buffer;
  etag: string;
}

export async function keptAnswer(
  type: string,
  made: string | Buffer,
  vary = 'accept-encoding',
): Promise<KeptAnswer> {
  const body = typeof made === 'string' ? Buffer.from(made) : made;
  const digest = createHash('sha256').update(body).digest('base64url');
  return { type, vary, body, zipped: await promisify(gzip)(body), etag: `"${digest.slice(0, 22)}"` };
}

/** Sends it packed to who takes that, and nothing to who has it. How long it may be kept the caller has said. */
export function sendKept(
  request: Request,
  response: Response,
  { type, vary, body, zipped, etag }: KeptAnswer,
): void {
  withholdCookies(response);
  response.setHeader('etag', etag);
  response.vary(vary);
  if (request.headers['if-none-match'] === etag) return void response.status(304).end();
  const takesZip = request.acceptsEncodings('gzip') === 'gzip';
  response.setHeader('content-type', type);
  if (takesZip) response.setHeader('content-encoding', 'gzip');
  const sent = takesZip ? zipped : body;
  response.setHeader('content-length', sent.length);
  response.end(sent);
}
