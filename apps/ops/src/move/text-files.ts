import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import { UserError } from '../user-error.js';

/** Rows brought in one commit: each is quickly done, so that what is live waits for none of them long. */
export const ROWS_A_COMMIT = 500;

/** Writes lines as they come, never more of them in memory than a page. @returns how many */
export async function writeLines<T>(
  file: string,
  pages: AsyncIterable<readonly T[]> | Iterable<readonly T[]>,
  lineOf: (row: T) => string = (row) => JSON.stringify(row),
  header?: string,
): Promise<number> {
  let lines = 0;
  async function* text(): AsyncGenerator<string> {
    if (header !== undefined) yield `${header}\n`;
    for await (const page of pages) {
      lines += page.length;
      yield page.map((row) => `${lineOf(row)}\n`).join('');
    }
  }
  await pipeline(Readable.from(text()), createWriteStream(file, { mode: 0o600 }));
  return lines;
}

/** A line of NDJSON by its schema. @throws UserError that names the line and what is wrong with it */
export async function* readLines<T>(file: string, schema: z.ZodType<T>): AsyncGenerator<T> {
  yield* parsed(file, schema, (text) => JSON.parse(text) as unknown);
}

/** The same of CSV without quotes; its first line has to be the header. */
export async function* readCsv<T>(file: string, header: string, schema: z.ZodType<T>): AsyncGenerator<T> {
  yield* parsed(file, schema, (text) => text.split(','), header);
}

async function* parsed<T>(
  file: string,
  schema: z.ZodType<T>,
  parse: (text: string) => unknown,
  header?: string,
): AsyncGenerator<T> {
  let number = 0;
  const wrong = (why: string): UserError =>
    new UserError(`${file}, line ${number}: ${why}. Nothing more was brought in.`);
  for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    number++;
    if (header !== undefined && number === 1) {
      if (text !== header) throw wrong(`the first line is not "${header}"`);
      continue;
    }
    let input: unknown;
    try {
      input = parse(text);
    } catch (error) {
      throw wrong(`not JSON: ${(error as Error).message}`);
    }
    const { success, data, error } = schema.safeParse(input);
    if (!success) {
      const [issue] = error.issues;
      throw wrong(`${issue?.path.join('.') ?? ''} ${issue?.message ?? 'does not fit'}`.trim());
    }
    yield data;
  }
}

/** Gathers what comes one by one into groups of at most `size`, and ends a group where `joins` says so. */
export async function* inGroups<T>(
  rows: AsyncIterable<T>,
  size: number,
  joins: (group: readonly T[], next: T) => boolean = () => true,
): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const row of rows) {
    if (group.length > 0 && (group.length >= size || !joins(group, row))) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}

/** Those of which something holds. */
export async function* only<T>(rows: AsyncIterable<T>, holds: (row: T) => boolean): AsyncGenerator<T> {
  for await (const row of rows) if (holds(row)) yield row;
}

/** For what is few. */
export async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const row of rows) list.push(row);
  return list;
}
