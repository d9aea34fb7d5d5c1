import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes of the operator's built page what it is after a change of its sources: each script has another name, those of before
 * are gone, and the worker that keeps the app on a phone lists the new ones.
 * @param folder of the build
 */
export async function buildAnew(folder: string): Promise<void> {
  const assets = join(folder, 'assets');
  const scripts = (await readdir(assets)).filter((file) => file.endsWith('.js'));
  const named = async (path: string): Promise<string> => {
    const text = await readFile(path, 'utf8');
    return scripts.reduce((all, script) => all.replaceAll(script, newName(script)), text);
  };
  for (const script of scripts) {
    await writeFile(join(assets, newName(script)), await named(join(assets, script)));
    await rm(join(assets, script));
  }
  await writeFile(join(folder, 'index.html'), await named(join(folder, 'index.html')));
  const worker = await named(join(folder, 'sw.js'));
  await writeFile(
    join(folder, 'sw.js'),
    worker.replace(/(url:"index\.html",revision:")\w+/, `$1${'0'.repeat(32)}`),
  );
}

const newName = (script: string): string => `new-${script}`;
