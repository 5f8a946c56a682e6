import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** A session backend for `vite web` in development; the built app always talks to the host it came from. */
const backend = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    sourcemap: false,
    // How long a plugin took says nothing about the app, and a busy machine is no fault of it.
    rolldownOptions: { checks: { pluginTimings: false } },
    // No data: URLs and no inline script, so that the strictest Content-Security-Policy fits.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/v1': { target: backend, ws: true }, '/api': { target: backend } } },
});
