import {
  pino,
  stdSerializers,
  stdTimeFunctions,
  type DestinationStream,
  type Logger,
  type LoggerOptions,
} from 'pino';
import { standardOutput } from './standard-output.js';

export type { Logger } from 'pino';

/** Of a failed statement: what it was given, and the row that stood in its way. Both hold e-mail addresses and digests. */
const OF_DATA = ['parameters', 'detail', 'where', 'driverError'];

/** An error as it is logged: all but the data that it happened to. */
function loggedError(error: Error): object {
  return Object.fromEntries(
    Object.entries(stdSerializers.err(error)).filter(([key]) => !OF_DATA.includes(key)),
  );
}

/** The path of an address as it is told: of a shared link without its secret, which opens it to whoever reads it here. */
export const toldPath = (path: string): string => path.replace(/^\/+s\/+[^/]+/i, '/s/…');

let ofNow: () => object = () => ({});

/**
 * Says what every line of every logger tells beside its own: of what it is a part, where that is known.
 * @param fields gives another object each time: a line writes its own fields into it
 */
export function tellInEveryLine(fields: () => object): void {
  ofNow = fields;
}

/**
 * One JSON line per event on stdout: a constant `msg`, ids and counts as fields, never payloads, nor what a failed
 * statement was given. Writes are synchronous, so that the last line before a crash is not lost.
 * @param options.to where to, in place of stdout
 */
export function createLogger(name: string, options: { level?: string; to?: DestinationStream } = {}): Logger {
  const settings: LoggerOptions = {
    level: options.level ?? 'info',
    base: { name },
    mixin: () => ofNow(),
    timestamp: stdTimeFunctions.isoTime,
    serializers: { err: loggedError },
    formatters: { level: (label) => ({ level: label }) },
  };
  return pino(settings, options.to ?? standardOutput());
}
