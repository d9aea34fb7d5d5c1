import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { UserError } from './user-error.js';

const MANIFEST = 'manifest.json';
/** In the form that `sha256sum -c` reads. */
const MANIFEST_SUM = 'manifest.json.sha256';

/** Relative, by forward slashes, and never out of the folder. */
const path = z.string().regex(/^(?!\/)(?!(.*\/)?\.\.?(\/|$))[^\\\0]+$/);

/** What every manifest says; each kind of folder says more. */
export const sealed = z.object({
  format: z.literal(1),
  program: z.string().describe('the version of Bakeloop that made it'),
  madeAt: z.iso.datetime(),
  migrations: z.array(z.string()).min(1).describe('of the schema, in order'),
  folders: z.array(path).describe('those in it, also empty ones, outer ones first'),
  files: z
    .array(z.object({ path, bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .min(1),
});
type Sealed = z.infer<typeof sealed>;

/** What a folder is called, for a person: by which command it was made, what taking it in is, and what is then said. */
export interface SealedKind {
  what: 'backup' | 'export';
  nothingDone: string;
}

/**
 * Makes a folder that appears whole or not at all: it is filled beside its place under another name, described by a
 * manifest with the SHA-256 of each file, and then given its name.
 * @param fill writes the files, and gives what the manifest says beside them
 * @throws UserError when there is something of that name
 */
export async function makeSealed<T extends object>(
  target: string,
  { what }: SealedKind,
  fill: (folder: string) => Promise<T & Pick<Sealed, 'migrations'>>,
): Promise<T & Sealed> {
  const folder = resolve(target);
  if (await isThere(folder))
    throw new UserError(
      `${folder} is there already, and ${article(what)} is never written over. Choose another name.`,
    );
  await mkdir(dirname(folder), { recursive: true });
  const partial = `${folder}.partial-${randomBytes(4).toString('hex')}`;
  await mkdir(partial, { mode: 0o700 });
  try {
    const made = await fill(partial);
    const manifest = {
      format: 1 as const,
      program: programVersion(),
      madeAt: new Date().toISOString(),
      ...made,
      ...(await describeFolder(partial)),
    };
    await writeManifest(partial, manifest);
    // Somebody may have made it meanwhile, and an empty folder would be taken over without a word.
    if (await isThere(folder)) throw new UserError(`${folder} has appeared meanwhile. Choose another name.`);
    await rename(partial, folder);
    return manifest;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

function programVersion(): string {
  // Both `src` and `dist` lie one below `apps/ops`.
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

async function isThere(place: string): Promise<boolean> {
  return lstat(place).then(
    () => true,
    () => false,
  );
}

const article = (what: SealedKind['what']): string => (what === 'export' ? 'an export' : 'a backup');

/** Says by its name what a folder holds, relative to it: everything but what the manifest itself is. */
async function describeFolder(folder: string): Promise<Pick<Sealed, 'files' | 'folders'>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files: Sealed['files'] = [];
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
async function writeManifest(folder: string, content: Sealed): Promise<void> {
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

/** @throws UserError when the folder is none of this kind, or its manifest is damaged */
export async function readManifest<T extends Sealed>(
  folder: string,
  kind: SealedKind,
  schema: z.ZodType<T>,
): Promise<T> {
  const [text, sum] = await Promise.all(
    [MANIFEST, MANIFEST_SUM].map((name) => readFile(join(folder, name), 'utf8').catch(() => null)),
  );
  if (text === null || text === undefined || sum === null || sum === undefined)
    throw new UserError(
      `${folder} is no ${kind.what}: it lacks ${MANIFEST} or ${MANIFEST_SUM}. Name the folder that "bakeloop ${kind.what}" made.`,
    );
  if (sum.split(' ')[0] !== textSum(text)) throw damaged(folder, kind, [MANIFEST]);
  const parsed = schema.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new UserError(
      `The ${kind.what} in ${folder} is of a form that this version of Bakeloop does not know. Use the version that made it.`,
    );
  return parsed.data;
}

/** Reads every file once. @throws UserError that names those which are not as they were written */
export async function verifyFiles(
  folder: string,
  kind: SealedKind,
  { files }: Pick<Sealed, 'files'>,
): Promise<void> {
  const wrong: string[] = [];
  for (const file of files) {
    const sum = await sha256Of(join(folder, file.path)).catch(() => null);
    if (sum !== file.sha256) wrong.push(file.path);
  }
  if (wrong.length > 0) throw damaged(folder, kind, wrong);
}

function damaged(folder: string, { what, nothingDone }: SealedKind, files: readonly string[]): UserError {
  const shown = files.slice(0, 5).join(', ');
  const more = files.length > 5 ? ` and ${files.length - 5} more` : '';
  return new UserError(
    `The ${what} in ${folder} is damaged: ${shown}${more} is not as it was written. ${nothingDone} Take another copy of it.`,
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
