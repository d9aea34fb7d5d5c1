import react from '@vitejs/plugin-react';
import { withoutJsonSchemas } from '@bakeloop/ui/without-json-schemas';
import { defineConfig, type Plugin } from 'vite';

/** What a route is for is said in the API's documents. No page shows it, and of the public home every byte counts. */
const withoutSummaries: Plugin = {
  name: 'without-summaries',
  enforce: 'pre',
  transform: (code, id) =>
    /[\\/]contracts[\\/]src[\\/](phone-|sponsor-)?routes\.ts$/.test(id)
      ? code.replace(/^ {4}summary:\s+'(?:[^'\\]|\\.)*',$/gm, "    summary: '',")
      : undefined,
};

export default defineConfig({
  base: '/',
  plugins: [react(), withoutSummaries, withoutJsonSchemas()],
  // Workspace parts are read from their sources, so that no build of them is needed first.
  resolve: { conditions: ['@bakeloop/source', 'module', 'browser', 'development|production'] },
  // The page's policy allows scripts and images of its own server only: nothing is inlined.
  build: { outDir: 'dist', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': 'http://127.0.0.1:4900', '/live': { target: 'http://127.0.0.1:4900', ws: true } },
  },
});
