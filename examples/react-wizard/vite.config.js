/** Serves the page, and passes calls of the API on to the service at WIZARD_URL. */

const target = process.env.WIZARD_URL ?? 'http://127.0.0.1:8000';

export default {
  // JSX without an import of React in each module.
  esbuild: { jsx: 'automatic' },
  // The elements load their theme from beside their modules, which pre-bundling would move.
  optimizeDeps: { exclude: ['@wizard-service/client'] },
  server: { proxy: { '/api': { target, changeOrigin: true, ws: true } } },
};
