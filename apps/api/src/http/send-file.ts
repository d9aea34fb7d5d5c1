import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Response } from 'express';

/** Sends a file while it is made, at the pace of who takes it. @param name of the file, with its ending */
export async function sendFile(
  response: Response,
  name: string,
  parts: AsyncIterable<string>,
): Promise<void> {
  response.setHeader('content-disposition', `attachment; filename="${name}"`);
  await pipeline(Readable.from(parts), response).catch((error: unknown) => {
    // Whoever asked has gone; there is nobody to tell, and nothing more is read.
    if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}
