import type { HttpConfig } from '../config/driver-schemas.js';
import type { Driver, DriverContext } from './driver.js';
import { numberOf, pointedAt } from './number-in.js';
import { pollGroups, pollSilenceMs } from './poll.js';

/** A status page of a device is a few kilobytes; more is not read into memory, bytes. */
const MAX_BODY = 1024 * 1024;

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
              const document = await within(timeoutMs, context.signal, (signal) => ask(config, signal));
              report(config, context, document, (askedMs + context.clock.monotonicMs()) / 2);
            } catch (error) {
              // There is no connection to make anew: the next round asks again anyway.
              if (!context.signal.aborted) context.trouble(reasonOf(error));
            }
          },
        },
      ]),
  };
}

/**
 * Does `work` under a signal that aborts with the outer one or after a time. AbortSignal.any would hold on to every
 * signal it ever made for as long as the outer one lives.
 */
async function within<T>(
  limitMs: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const end = (): void => limit.abort(outer.reason);
  const timer = setTimeout(() => limit.abort(new Error(`no answer within ${limitMs / 1_000} s`)), limitMs);
  outer.addEventListener('abort', end, { once: true });
  try {
    return await work(limit.signal);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', end);
  }
}

async function ask(config: HttpConfig, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(config.url, { headers: config.headers, signal });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`answered ${response.status} ${response.statusText}`.trimEnd());
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += (chunk as Uint8Array).length;
    if (bytes > MAX_BODY) throw new Error(`answered more than ${MAX_BODY} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  const text = Buffer.concat(chunks).toString('utf8');
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

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // What is wrong with the connection stands in the cause of "fetch failed".
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
