import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Files that a module asks for before it runs; what comes with `import()` later is not among them. */
const STATIC_IMPORT = /(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g;

/**
 * What a browser loads before the first screen of a built page: the page, its styles, its scripts and all that these
 * import, each as gzip would send it.
 * @param folder of the build
 * @returns bytes by file
 */
export function firstLoad(folder: string): Map<string, number> {
  const html = readFileSync(join(folder, 'index.html'));
  const sizes = new Map([['index.html', gzipSync(html).length]]);
  const waiting = [...html.toString().matchAll(/(?:src|href)="[^"]*?\/assets\/([\w.-]+\.(?:js|css))"/g)].map(
    ([, file]) => file ?? '',
  );
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (sizes.has(file)) continue;
    const text = readFileSync(join(folder, 'assets', file));
    sizes.set(file, gzipSync(text).length);
    if (!file.endsWith('.js')) continue;
    for (const [, imported] of text.toString().matchAll(STATIC_IMPORT)) waiting.push(imported ?? '');
  }
  return sizes;
}
