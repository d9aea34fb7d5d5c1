import react from '@vitejs/plugin-react';
import { cssVariables, theme } from '@bakeloop/ui/theme';
import { withoutJsonSchemas } from '@bakeloop/ui/without-json-schemas';
import { defineConfig, type Plugin } from 'vite';

/** What a route or a field is for is said in the API's documents. No page shows it, and of the public home every byte counts. */
const withoutDescriptions: Plugin = {
  name: 'without-descriptions',
  enforce: 'pre',
  transform: (code, id) =>
    /[\\/]contracts[\\/]src[\\/][\w-]+\.ts$/.test(id)
      ? code
          .replace(/^ {4}summary:\s+'(?:[^'\\]|\\.)*',$/gm, "    summary: '',")
          .replace(/\.describe\(\s*'(?:[^'\\]|\\.)*',?\s*\)/g, '')
      : undefined,
};

/** The colours of both schemes for pages that come without the app's script: written from the one place they are in. */
const tokensForPages: Plugin = {
  name: 'tokens-for-pages',
  apply: 'build',
  generateBundle() {
    const { variables, light, dark } = cssVariables(theme as Parameters<typeof cssVariables>[0]);
    const block = (values: Record<string, string>) =>
      `:root{${Object.entries(values)
        .map(([name, value]) => `${name}:${value}`)
        .join(';')}}`;
    const source = `${block({ ...variables, ...light })}@media (prefers-color-scheme:dark){${block(dark)}}\n`;
    this.emitFile({ type: 'asset', fileName: 'embed/tokens.css', source });
  },
};

export default defineConfig({
  base: '/',
  plugins: [react(), withoutDescriptions, withoutJsonSchemas(), tokensForPages],
  // Workspace parts are read from their sources, so that no build of them is needed first.
  resolve: { conditions: ['@bakeloop/source', 'module', 'browser', 'development|production'] },
  // The page's policy allows scripts and images of its own server only: nothing is inlined.
  build: { outDir: 'dist', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': 'http://127.0.0.1:4900', '/live': { target: 'http://127.0.0.1:4900', ws: true } },
  },
});
