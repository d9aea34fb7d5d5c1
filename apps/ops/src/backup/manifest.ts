import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { UserError } from '../user-error.js';

const MANIFEST = 'manifest.json';
/** In the form that `sha256sum -c` reads. */
const MANIFEST_SUM = 'manifest.json.sha256';

/** Relative, by forward slashes, and never out of the folder. */
const path = z.string().regex(/^(?!\/)(?!(.*\/)?\.\.?(\/|$))[^\\\0]+$/);

const manifest = z.object({
  format: z.literal(1),
  program: z.string().describe('the version of Bakeloop that made it'),
  madeAt: z.iso.datetime(),
  engine: z.object({
    kind: z.enum(['native', 'embedded']),
    version: z.string().describe('for a person'),
    timescaledb: z.string().nullable().describe('the version of the extension; null without it'),
  }),
  migrations: z.array(z.string()).min(1).describe('of the schema, in order'),
  rows: z.record(z.string(), z.int().min(0)).describe('by table'),
  totals: z.record(z.string(), z.string()).describe('sums over the journal by quantity'),
  folders: z.array(path).describe('those of the copy, also empty ones, outer ones first'),
  files: z
    .array(z.object({ path, bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .min(1),
});

/** What a backup is of, and what it must hold. */
export type Manifest = z.infer<typeof manifest>;

/** Says by its name what a folder holds, relative to it: everything but what the manifest itself is. */
export async function describeFolder(folder: string): Promise<Pick<Manifest, 'files' | 'folders'>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files: Manifest['files'] = [];
  const folders: string[] = [];
  for (const entry of entries) {
    const whole = join(entry.parentPath, entry.name);
    const name = whole.slice(folder.length + 1);
    if (entry.isDirectory()) folders.push(name);
    else files.push({ path: name, bytes: (await stat(whole)).size, sha256: await sha256Of(whole) });
  }
  const inOrder = (left: string, right: string): number => (left < right ? -1 : 1);
  return {
    files: files.sort((left, right) => inOrder(left.path, right.path)),
    folders: folders.sort(inOrder),
  };
}

/** Writes it beside what it describes, the last of all files, and brings the folder to disk. */
export async function writeManifest(folder: string, content: Manifest): Promise<void> {
  const text = `${JSON.stringify(content, null, 2)}\n`;
  await writeFile(join(folder, MANIFEST), text, { mode: 0o600 });
  await writeFile(join(folder, MANIFEST_SUM), `${textSum(text)}  ${MANIFEST}\n`, { mode: 0o600 });
  for (const name of [
    ...content.files.map((file) => file.path),
    MANIFEST,
    MANIFEST_SUM,
    ...content.folders,
    '',
  ])
    await toDisk(join(folder, name));
}

/** @throws UserError when the folder is no backup, or its manifest is damaged */
export async function readManifest(folder: string): Promise<Manifest> {
  const [text, sum] = await Promise.all(
    [MANIFEST, MANIFEST_SUM].map((name) => readFile(join(folder, name), 'utf8').catch(() => null)),
  );
  if (text === null || text === undefined || sum === null || sum === undefined)
    throw new UserError(
      `${folder} is no backup: it lacks ${MANIFEST} or ${MANIFEST_SUM}. Name the folder that "bakeloop backup" made.`,
    );
  if (sum.split(' ')[0] !== textSum(text)) throw damaged(folder, [MANIFEST]);
  const parsed = manifest.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new UserError(
      `The backup in ${folder} is of a form that this version of Bakeloop does not know. Restore it with the version that made it.`,
    );
  return parsed.data;
}

/** Reads every file once. @throws UserError that names those which are not as they were written */
export async function verifyFiles(folder: string, { files }: Manifest): Promise<void> {
  const wrong: string[] = [];
  for (const file of files) {
    const sum = await sha256Of(join(folder, file.path)).catch(() => null);
    if (sum !== file.sha256) wrong.push(file.path);
  }
  if (wrong.length > 0) throw damaged(folder, wrong);
}

function damaged(folder: string, files: readonly string[]): UserError {
  const shown = files.slice(0, 5).join(', ');
  const more = files.length > 5 ? ` and ${files.length - 5} more` : '';
  return new UserError(
    `The backup in ${folder} is damaged: ${shown}${more} is not as it was written. Nothing was restored. Take another copy of this backup, or an earlier one.`,
  );
}

function textSum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function toDisk(place: string): Promise<void> {
  const handle = await open(place, 'r');
  await handle.sync().finally(() => handle.close());
}
