import http from 'node:http';
import https from 'node:https';
import type { HttpConfig } from '../config/driver-schemas.js';
import type { Driver, DriverContext } from './driver.js';
import { numberOf, pointedAt } from './number-in.js';
import { pollGroups, pollSilenceMs } from './poll.js';

/** A status page of a device is a few kilobytes; more is not read into memory, bytes. */
const MAX_BODY = 256 * 1024;

/** Polls a URL that answers JSON, or a bare number. One request serves all channels, as often as the most frequent wants. */
export function createHttpDriver(config: HttpConfig): Driver {
  const timeoutMs = config.timeoutSeconds * 1_000;
  const everyMs = Math.min(...config.channels.map(({ sampleSeconds }) => sampleSeconds)) * 1_000;
  return {
    silenceMs: pollSilenceMs(config.channels, timeoutMs),
    run: (context) =>
      pollGroups(context, [
        {
          everyMs,
          read: async () => {
            const askedMs = context.clock.monotonicMs();
            try {
              const document = await ask(config, context.signal);
              report(config, context, document, (askedMs + context.clock.monotonicMs()) / 2);
            } catch (error) {
              // There is no connection to make anew: the next round asks again anyway.
              if (!context.signal.aborted)
                context.trouble(error instanceof Error ? error.message : String(error));
            }
          },
        },
      ]),
  };
}

/**
 * One GET. Node's own client rather than fetch, which costs a small agent 10 MB of memory.
 * @throws Error saying what is wrong with the answer, or with the way there
 */
function ask(config: HttpConfig, signal: AbortSignal): Promise<unknown> {
  const url = new URL(config.url);
  const timeoutMs = config.timeoutSeconds * 1_000;
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).get(url, { headers: config.headers, signal });
    const late = setTimeout(
      () => request.destroy(new Error(`no answer within ${config.timeoutSeconds} s`)),
      timeoutMs,
    );
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('response', (response) => {
      const { statusCode = 0, statusMessage = '' } = response;
      if (statusCode < 200 || statusCode > 299)
        request.destroy(new Error(`answered ${statusCode} ${statusMessage}`.trimEnd()));
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_BODY) request.destroy(new Error(`answered more than ${MAX_BODY} bytes`));
        else chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve(parsed(Buffer.concat(chunks).toString('utf8')));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
    request.on('error', reject);
    request.on('close', () => {
      clearTimeout(late);
      // Settled already, but where the answer was cut off without a word.
      reject(new Error('the connection was closed before the answer was whole'));
    });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`answered no JSON: ${JSON.stringify(text.slice(0, 40))}`);
  }
}

function report(config: HttpConfig, context: DriverContext, document: unknown, atMs: number): void {
  for (const { name, pointer } of config.channels) {
    const value = numberOf(pointedAt(document, pointer));
    if (value === null) context.trouble(`no number at "${pointer}" of the answer`, name);
    else context.report({ channel: name, value, atMs });
  }
  context.well();
}
