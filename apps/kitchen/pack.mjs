/**
 * Packs the agent of a real kitchen into one file to install: `node apps/kitchen/pack.mjs [folder]` writes
 * `bakeloop-kitchen-<version>.tar.gz` there (default apps/kitchen/dist). In it are the program, bundled; the two native
 * addons with their binaries for every platform, which no bundler can take in (LevelDB and the serial port are C++); the
 * service unit and the sample configuration. The target needs Node 20.19 or later and nothing else.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const { name, version, type } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const target = resolve(process.argv[2] ?? join(here, 'dist'));
/** What finds its binary beside its own files: taken along as packages, with all that they need. */
const natives = ['classic-level', '@serialport/bindings-cpp'];

const work = mkdtempSync(join(tmpdir(), 'bakeloop-pack-'));
try {
  const folder = join(work, `bakeloop-kitchen-${version}`);
  await build({
    root: here,
    configFile: false,
    logLevel: 'warn',
    // Every library is bundled but the natives. Workspace parts are taken from their sources.
    ssr: { noExternal: true, external: natives, target: 'node' },
    resolve: { conditions: ['@bakeloop/source', 'node'] },
    build: {
      ssr: 'src/main.ts',
      outDir: folder,
      emptyOutDir: true,
      target: 'node20',
      minify: true,
      rolldownOptions: {
        // The schemas that the agent does not use are not made when it starts: they would be a third of its heap.
        treeshake: {
          moduleSideEffects: (id) => !/\/libs\/(contracts|domain)\//.test(id) || /no-eval/.test(id),
        },
        output: { entryFileNames: 'kitchen.mjs', chunkFileNames: 'lib/[name]-[hash].mjs' },
      },
    },
  });
  for (const native of natives) copyPackage(native, here, join(folder, 'node_modules'));
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ name, version, type, private: true }, null, 2)}\n`,
  );
  cpSync(join(here, '../../infra/kitchen'), folder, { recursive: true });
  mkdirSync(target, { recursive: true });
  const file = join(target, `bakeloop-kitchen-${version}.tar.gz`);
  execFileSync('tar', ['-czf', file, '-C', work, `bakeloop-kitchen-${version}`]);
  process.stdout.write(`${file}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Copies an installed package, without its sources in C++, and what it depends on. */
function copyPackage(wanted, from, modules) {
  const folder = packageFolder(wanted, from);
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const to = join(modules, wanted);
  cpSync(folder, to, {
    recursive: true,
    filter: (path) => !/\/(deps|src|node_modules|\.github|test)(\/|$)/.test(path.slice(folder.length)),
  });
  // Each keeps its own versions below itself, as they are installed.
  for (const dependency of Object.keys(dependencies))
    if (dependency !== 'node-addon-api') copyPackage(dependency, folder, join(to, 'node_modules'));
}

function packageFolder(wanted, from) {
  const places = createRequire(join(from, 'package.json')).resolve.paths(`${wanted}/package.json`) ?? [];
  const found = places
    .map((place) => join(place, wanted))
    .find((folder) => {
      try {
        return readFileSync(join(folder, 'package.json'));
      } catch {
        return false;
      }
    });
  if (!found) throw new Error(`${wanted} is not installed: run npm ci`);
  return found;
}
