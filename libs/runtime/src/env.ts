import type { z } from 'zod';

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
 * what an empty line in an env file means.
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
  const parsed = schema.safeParse(set);
  if (parsed.success) return Object.freeze(parsed.data);
  const faults = parsed.error.issues.map((issue) => describeFault(schema, issue));
  throw new ConfigError(`These environment variables need a look:\n${faults.join('\n')}`);
}
