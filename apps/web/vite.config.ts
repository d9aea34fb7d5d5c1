import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { cssVariables, theme } from '@bakeloop/ui/theme';
import { withoutJsonSchemas } from '@bakeloop/ui/without-json-schemas';
import { defineConfig, type Plugin, type Rolldown } from 'vite';
import { schemasWhenUsed, withoutTheAsking } from './vite.contract.js';

/** Mantine's colours that nothing of ours is drawn in: a dozen shades each, twice over, in styles and in script. */
const OTHER_COLOURS = 'pink|grape|violet|indigo|cyan|green|lime|yellow|orange';
const withoutOtherColours: Plugin = {
  name: 'without-other-colours',
  enforce: 'pre',
  transform: (code, id) =>
    /[\\/]MantineProvider[\\/]default-colors\.mjs$/.test(id)
      ? code.replace(new RegExp(`^\\s*(?:${OTHER_COLOURS}): \\[[^\\]]*\\],?$`, 'gm'), '')
      : undefined,
  generateBundle(_, bundle) {
    const variable = `--mantine-color-(?:${OTHER_COLOURS})-`;
    for (const file of Object.values(bundle)) {
      const isStyle = file.type === 'asset' && file.fileName.endsWith('.css');
      if (isStyle)
        file.source = String(file.source).replace(new RegExp(`${variable}[\\w-]+:[^;}]*;?`, 'g'), '');
      const named = new RegExp(variable).exec(
        file.type === 'chunk' ? file.code : isStyle ? String(file.source) : '',
      );
      if (named) this.error(`${file.fileName} is drawn in ${named[0]}…: take it off OTHER_COLOURS`);
    }
  },
};

/** What one number on another page takes of the colours, by the names that its styles use. */
const EMBEDDED = {
  ground: '--bl-surface',
  text: '--mantine-color-text',
  quiet: '--mantine-color-dimmed',
  mark: '--bl-good',
  line: '--bl-line',
};

const { variables, light, dark } = cssVariables(theme as Parameters<typeof cssVariables>[0]);
const block = (selector: string, values: Record<string, string>) =>
  `${selector}{${Object.entries(values)
    .map(([name, value]) => `${name}:${value}`)
    .join(';')}}`;
const whenDark = (css: string) => `@media (prefers-color-scheme:dark){${css}}`;
/** @param root where they hold */
const tokensOf = (root: string, more: Record<string, string> = {}): string =>
  `${block(root, { ...more, ...variables, ...light })}${whenDark(block(root, dark))}\n`;

/**
 * The colours of both schemes and the controls for what comes without the app's script, written from the one place they are
 * in: for pages of the server as a file, for the home until its script has come as a part of the styles.
 */
const tokensForPages: Plugin = {
  name: 'tokens-for-pages',
  enforce: 'pre',
  transform: (_, id) =>
    /[\\/]src[\\/]before-script\.css$/.test(id)
      ? tokensOf(':root:not([data-mantine-color-scheme])', {
          'color-scheme': 'light dark',
          '--mantine-font-family': theme.fontFamily ?? 'sans-serif',
        })
      : undefined,
  generateBundle() {
    const controls = readFileSync(
      createRequire(import.meta.url).resolve('@bakeloop/ui/controls.css'),
      'utf8',
    );
    this.emitFile({ type: 'asset', fileName: 'embed/tokens.css', source: tokensOf(':root') + controls });
    const embedded = (scheme: Record<string, string>) =>
      Object.fromEntries(Object.entries(EMBEDDED).map(([name, from]) => [`--${name}`, scheme[from] ?? '']));
    const [day, night] = [embedded(light), embedded(dark)];
    const number = [
      block('.bakeloop', day),
      block('.bakeloop.dark', night),
      whenDark(block('.bakeloop.auto', night)),
    ];
    this.emitFile({ type: 'asset', fileName: 'embed/number-tokens.css', source: `${number.join('')}\n` });
  },
};

/** What is loaded for pages that are no part of the first file, by the name that the server finds their HTML by. */
const LOADED_FOR = {
  staff: ['staff-pages', 'signed-in-bar'],
  metrics: ['metric-page'],
  method: ['method-page'],
  reference: ['reference-pages'],
};

/** What a visit of the console takes, with its charts; the web asks for the list by this name. */
const CONSOLE_FILES = 'console-files.json';
const OF_CONSOLE = [...LOADED_FOR.staff, 'time-picture', 'world-map'];

/** Files that chunks of these names are loaded with. @throws where one is built no more */
function filesOf(names: readonly string[], bundle: Rolldown.OutputBundle): Set<string> {
  const waiting = Object.values(bundle).flatMap((file) =>
    file.type === 'chunk' && names.includes(file.name) ? file.fileName : [],
  );
  if (waiting.length < names.length) throw new Error(`of ${names.join(', ')} not all are built`);
  const files = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = bundle[name];
    if (chunk?.type !== 'chunk' || files.has(name)) continue;
    files.add(name);
    for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style);
    waiting.push(...chunk.imports);
  }
  return files;
}

/**
 * The page as those get it who come to one of these: it names all that is loaded there, to come at once. And what whoever
 * signs in will load next, as a list.
 */
const pagesByName: Plugin = {
  name: 'pages-by-name',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const html = bundle['index.html'];
      if (html?.type !== 'asset') throw new Error('the page is built no more');
      const page = String(html.source);
      const others = (names: readonly string[]) =>
        [...filesOf(names, bundle)].filter((file) => !page.includes(file));
      for (const [pageName, loaded] of Object.entries(LOADED_FOR)) {
        const named = others(loaded).map((file) => {
          const rel = file.endsWith('.css') ? 'stylesheet' : 'modulepreload';
          return `<link rel="${rel}" crossorigin href="/${file}">`;
        });
        const source = page.replace('</head>', `${named.join('\n')}\n</head>`);
        this.emitFile({ type: 'asset', fileName: `${pageName}.html`, source });
      }
      // What any of its pages takes comes before charts and map.
      const ahead = [...new Set([...others(LOADED_FOR.staff), ...others(OF_CONSOLE)])].map(
        (file) => `/${file}`,
      );
      this.emitFile({ type: 'asset', fileName: CONSOLE_FILES, source: JSON.stringify(ahead) });
    },
  },
};

/** Each file of the build also as the server sends it: packed once, as tightly as it goes, instead of for every reader. */
const packed: Plugin = {
  name: 'packed',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      for (const file of Object.values(bundle))
        if (file.fileName.startsWith('assets/'))
          this.emitFile({
            type: 'asset',
            fileName: `${file.fileName}.br`,
            source: brotliCompressSync(file.type === 'chunk' ? file.code : file.source),
          });
    },
  },
};

/** Not what draws charts: it comes later, and by itself. */
const OURS = /^(?!.*[\\/]node_modules[\\/])|[\\/]node_modules[\\/](lucide-react|clsx|@tanstack)[\\/]/;
const HOME = fileURLToPath(new URL('src/pages/home/home-page.tsx', import.meta.url));
/** What only charts use of a library whose one door the home comes in by, too. */
const OF_CHARTS = /[\\/]ui[\\/]src[\\/](flow-graph|series-shape|time-axis|zone)\.ts$/;

/** Modules that the public home is made of. @param later with those that it loads when they come near the screen */
function homes(modules: Rolldown.ChunkingContext, later: boolean): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [HOME];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    const info = modules.getModuleInfo(id);
    waiting.push(...(info?.importedIds ?? []), ...((later && info?.dynamicallyImportedIds) || []));
  }
  return reached;
}

let reached: { first: ReadonlySet<string>; later: ReadonlySet<string> } | undefined;
/** Three files of what pages share: what the home needs at once, what it needs later, and what it never does. */
function sharedIn(id: string, modules: Rolldown.ChunkingContext): string {
  reached ??= { first: homes(modules, false), later: homes(modules, true) };
  if (!reached.later.has(id)) return 'shared';
  return reached.first.has(id) && !OF_CHARTS.test(id) ? 'home' : 'home-later';
}

/**
 * A small file takes browser and server longer to ask for than what is in it, and a browser asks for six at a time. What is
 * always there is one file, and so is what pages share, but for what the home takes of it: there every byte counts.
 */
const FEWER_FILES: Rolldown.CodeSplittingOptions = {
  groups: [
    // But for what waits for pages, which need the rest of it to be there: it would wait for itself.
    { name: 'first', tags: ['$initial'], test: /(?<![\\/](index\.html|main\.tsx))$/ },
    { name: sharedIn, debugName: 'shared', test: OURS, minShareCount: 2 },
  ],
};

export default defineConfig({
  base: '/',
  plugins: [
    react(),
    withoutTheAsking,
    withoutJsonSchemas(),
    schemasWhenUsed,
    withoutOtherColours,
    tokensForPages,
    pagesByName,
    packed,
  ],
  // Workspace parts are read from their sources, so that no build of them is needed first.
  resolve: { conditions: ['@bakeloop/source', 'module', 'browser', 'development|production'] },
  // The page's policy allows scripts and images of its own server only: nothing is inlined.
  build: {
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: FEWER_FILES } },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': 'http://127.0.0.1:4900', '/live': { target: 'http://127.0.0.1:4900', ws: true } },
  },
});
