import { pino, stdTimeFunctions, type Logger } from 'pino';

export type { Logger } from 'pino';

/**
 * One JSON line per event on stdout: a constant `msg`, ids and counts as fields, never payloads. Writes are
 * synchronous, so that the last line before a crash is not lost.
 */
export function createLogger(name: string, options: { level?: string } = {}): Logger {
  return pino({
    level: options.level ?? 'info',
    base: { name },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
