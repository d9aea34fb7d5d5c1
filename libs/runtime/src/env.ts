import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { plainLineFaults } from './plain-lines.js';

/** A setting is wrong. The message is for the person who starts the program: it names every fault and needs no stack. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

function describeFault(schema: z.ZodObject, issue: z.core.$ZodIssue): string {
  const name = issue.path.map(String).join('.') || 'environment';
  const field = schema.shape[name] as z.ZodType | undefined;
  // Values stay out of the message: a wrong DATABASE_URL would put its password into a log.
  return `  ${name}: ${issue.message}${field?.description ? ` (${field.description})` : ''}`;
}

/**
 * Reads settings once, at start, before anything connects. A variable set to nothing counts as not set, since that is
 * what an empty line in an env file means. Where `NAME_FILE` is set instead of `NAME`, the value is read from that file:
 * so do service managers and containers hand secrets over. Where a schema has `PLAIN_LINES`, lines that others may listen on
 * are faults, too.
 *
 * @returns the parsed settings, frozen
 * @throws ConfigError listing every fault, not only the first
 */
export function loadEnv<T extends z.ZodObject>(
  schema: T,
  source: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<z.output<T>> {
  const set = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  );
  const faults: string[] = [];
  for (const name of Object.keys(schema.shape)) {
    const file = set[`${name}_FILE`];
    if (name in set || file === undefined) continue;
    try {
      // Editors end a file with a newline, which is no part of the value.
      set[name] = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      faults.push(`  ${name}_FILE: the file ${file} cannot be read (${code})`);
    }
  }
  if (faults.length > 0) throw lookAt(faults);
  const parsed = schema.safeParse(set);
  if (parsed.success) {
    const plain = 'PLAIN_LINES' in schema.shape ? plainLineFaults(parsed.data, source) : [];
    if (plain.length > 0) throw lookAt(plain);
    return Object.freeze(parsed.data);
  }
  throw lookAt(parsed.error.issues.map((issue) => describeFault(schema, issue)));
}

function lookAt(faults: readonly string[]): ConfigError {
  return new ConfigError(`These environment variables need a look:\n${faults.join('\n')}`);
}
