/** Compiles Svelte components; everything else is built as it is. */

import { compile } from 'svelte/compiler';

const svelte = {
  name: 'svelte',
  transform: (code, filename) =>
    filename.endsWith('.svelte') ? compile(code, { filename, generate: 'client' }).js : null,
};

// Vue asks every build to choose.
const define = {
  __VUE_OPTIONS_API__: false,
  __VUE_PROD_DEVTOOLS__: false,
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
};

export default { base: '/app/', plugins: [svelte], define, build: { target: 'es2022' } };
