import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/**
 * Leaves out of zod what writes JSON Schemas, which no phone does: 6 kB of a first load that may be 150. Whoever calls it
 * all the same is told.
 */
const withoutJsonSchemas: Plugin = {
  name: 'without-json-schemas',
  enforce: 'pre',
  transform(code, id) {
    if (!/zod[\\/]v4[\\/]core[\\/](json-schema-processors|to-json-schema)\.js$/.test(id)) return null;
    const absent = "() => { throw new Error('JSON Schemas are not made on the phone'); }";
    const names = [...code.matchAll(/^export (?:const|function) (\w+)/gm)];
    return names.map(([, name]) => `export const ${name ?? ''} = ${absent};`).join('\n');
  },
};

export default defineConfig({
  // The API serves this bundle here; the staff console has the root.
  base: '/operator/',
  plugins: [
    withoutJsonSchemas,
    react(),
    VitePWA({
      // A new version waits until nobody is in a form: see src/updates.
      registerType: 'prompt',
      injectRegister: null,
      filename: 'sw.js',
      manifest: {
        name: 'Bakeloop kitchen log',
        short_name: 'Bakeloop',
        description: 'Deliveries and batches of a plastic kitchen, also without a network',
        id: '/operator/',
        start_url: '/operator/',
        scope: '/operator/',
        display: 'standalone',
        background_color: '#ffffff',
        theme_color: '#ffffff',
        icons: [
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      workbox: {
        // All of it, languages too: what was not kept is missing where there is no network.
        globPatterns: ['**/*.{js,css,html,svg,png}'],
        navigateFallback: 'index.html',
        cleanupOutdatedCaches: true,
        inlineWorkboxRuntime: true,
        sourcemap: false,
      },
    }),
  ],
  // The workspace's sources, so that no library has to be built first.
  resolve: { conditions: ['@bakeloop/source', 'module', 'browser', 'development|production'] },
  // The page's policy allows scripts and images of its own server only: nothing is inlined.
  build: {
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Making a schema changes nothing else, so one that no page here reads can stay out.
    rolldownOptions: { treeshake: { manualPureFunctions: ['z'] } },
  },
  server: { host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:4900' } },
});
