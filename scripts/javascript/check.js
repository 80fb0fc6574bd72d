/** Checks format, file names, types and sizes of the JavaScript modules; --write formats them. */

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const top = path.resolve(here, '../..');
const modules = ['wizard_service/static', 'tests', 'examples', 'scripts/javascript'].flatMap(
  modulesIn,
);

const verb = process.argv.includes('--write') ? '--write' : '--check';
const format = ['--config', path.join(here, 'prettier.json'), '--log-level=warn', verb];
const misnamed = modules.filter((file) => !/^[a-z0-9.-]+$/.test(path.basename(file)));
if (misnamed.length) console.error(`Not in kebab-case: ${misnamed.join(', ')}`);
const isFormatted = run(top, 'prettier/bin/prettier.cjs', ...format, ...modules);
const isTyped = run(top, 'typescript/bin/tsc', '--project', here);
const isSmall = run(here, 'size-limit/bin.js', '--silent');
process.exitCode = misnamed.length || !isFormatted || !isTyped || !isSmall ? 1 : 0;

/** @param {string} folder */
function modulesIn(folder) {
  return readdirSync(path.join(top, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(m?js|jsx)$/.test(name) && !/node_modules|dist\//.test(name))
    .map((name) => path.join(top, folder, name));
}

/** @param {string} cwd @param {string} tool @param {string[]} options */
function run(cwd, tool, ...options) {
  const program = path.join(here, 'node_modules', tool);
  const done = spawnSync(process.execPath, [program, ...options], { cwd, stdio: 'inherit' });
  return done.status === 0;
}
