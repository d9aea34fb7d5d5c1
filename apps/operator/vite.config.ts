import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // The API serves this bundle here; the staff console has the root.
  base: '/operator/',
  plugins: [react()],
  // The workspace's sources, so that no library has to be built first.
  resolve: { conditions: ['@bakeloop/source', 'module', 'browser', 'development|production'] },
  // The page's policy allows scripts and images of its own server only: nothing is inlined.
  build: { outDir: 'dist', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:4900' } },
});
