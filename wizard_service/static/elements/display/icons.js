/**
 * Draws icons on a 16 x 16 grid in the colour of the text. Every icon is next to a word or a label.
 */

import { h } from '../vdom.js';

/** @import { VNode } from '../vdom.js' */

/** @type {Record<string, string>} */
const PATHS = {
  running: 'M8 2a6 6 0 1 1-6 6',
  done: 'M3 8.5l3.2 3L13 4.5',
  error: 'M8 4.5v4M8 11.3v.2M8 1.8l6.4 11.7H1.6z',
  cancelled: 'M4 4l8 8M12 4l-8 8',
  pending: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z',
  warning: 'M8 4.5v4M8 11.3v.2M8 1.8l6.4 11.7H1.6z',
  plus: 'M8 3v10M3 8h10',
  calendar: 'M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3',
  copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7',
  edit: 'M10.5 3l2.5 2.5-7.5 7.5H3v-2.5zM9 4.5L11.5 7',
  remove: 'M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.6 9h5.8l.6-9',
  close: 'M4 4l8 8M12 4l-8 8',
  history: 'M2.5 8a5.5 5.5 0 1 0 1.8-4.1L2.5 5.5M2.5 2.5v3h3M8 5v3.2l2 1.3',
  template: 'M2.5 2.5h11v3h-11zM2.5 8h5v5.5h-5zM10 8h3.5v5.5H10z',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4v.01M2.5 8v.01M2.5 12v.01',
  archive: 'M2 3h12v3H2zM3 6v7.5h10V6M6.5 8.5h3',
  restore: 'M3 7.5h6.5a3.5 3.5 0 0 1 0 7H7M5.5 5L3 7.5 5.5 10',
  play: 'M5 3l8 5-8 5z',
  stop: 'M4 4h8v8H4z',
  down: 'M3.5 6L8 10.5 12.5 6',
  download: 'M8 2.5v8M4.5 7L8 10.5 11.5 7M3 13.5h10',
  person:
    'M8 2.5a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4zM2.8 13.5c.6-2.6 2.6-4 5.2-4s4.6 1.4 5.2 4',
  shield: 'M8 1.8l5.2 2v4c0 3.2-2.2 5.4-5.2 6.4-3-1-5.2-3.2-5.2-6.4v-4z',
};

/** Adds icons of a page, by name. @param {Record<string, string>} paths */
export function addIcons(paths) {
  Object.assign(PATHS, paths);
}

/** @type {Map<string, VNode>} */
const icons = new Map();

/** Returns the same description for the same icon, which is not compared again. @param {string} name */
export function icon(name, className = '') {
  const key = `${name} ${className}`;
  const known = icons.get(key) ?? draw(name, className);
  icons.set(key, known);
  return known;
}

/** @param {string} name @param {string} className */
function draw(name, className) {
  const path = h('path', { d: PATHS[name] ?? PATHS.pending });
  return h('svg.icon', { class: className, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, path);
}
