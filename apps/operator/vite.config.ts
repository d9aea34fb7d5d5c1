import react from '@vitejs/plugin-react';
import { withoutJsonSchemas } from '@bakeloop/ui/without-json-schemas';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

export default defineConfig({
  // The API serves this bundle here; the staff console has the root.
  base: '/operator/',
  plugins: [
    withoutJsonSchemas(),
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
    rolldownOptions: {
      treeshake: { manualPureFunctions: ['z'] },
      // What the first screen needs is one file: two dozen small ones cost a start more than their bytes.
      output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } },
    },
  },
  server: { host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:4900' } },
});
