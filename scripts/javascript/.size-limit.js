/** The most that a page may load of each part of the npm package, minified and compressed by gzip. */

const CLIENT = '../../wizard_service/static/client';

/** @param {string} name @param {string} limit @param {object} what */
function part(name, limit, what) {
  const modifyEsbuildConfig = (config) => ({ ...config, format: 'esm' });
  return { name, limit, gzip: true, modifyEsbuildConfig, ...what };
}

export default [
  part('follow and the API', '20 kB', {
    path: `${CLIENT}/index.js`,
    import: '{ createApi, follow }',
  }),
  part('store', '22 kB', { path: `${CLIENT}/store.js` }),
  part('hooks', '22 kB', { path: `${CLIENT}/react.js`, ignore: ['react'] }),
  part('elements', '40 kB', { path: `${CLIENT}/../elements/index.js` }),
];
