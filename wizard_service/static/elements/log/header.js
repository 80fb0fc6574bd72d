/** Renders what is above the lines of a log: their count, and what to show and do with them. */

import { texts } from '../../texts/elements.js';
import { humanize } from '../display/format.js';
import { icon } from '../display/icons.js';
import { h } from '../vdom.js';
import { LEVELS } from './lines.js';

/**
 * @import { LineFilter } from './lines.js'
 *
 * @typedef {object} LogControls
 * @property {LineFilter} filter
 * @property {boolean} isFollowing
 * @property {boolean} isWrapped
 * @property {string} count
 * @property {(change: () => unknown) => void} set
 * @property {(isFollowing: boolean) => void} follow
 * @property {(isWrapped: boolean) => void} wrap
 * @property {() => void} copy
 * @property {() => void} download
 * @property {() => void} showAllTools
 */

/** @param {LogControls} log */
export function headers(log) {
  const { filter, set } = log;
  return [
    h('header', [
      h('h3', texts.log.log),
      h('span.muted.small.number.count.truncate', log.count),
      checkbox(texts.log.wrap, log.isWrapped, log.wrap),
      checkbox(texts.log.follow, log.isFollowing, log.follow),
    ]),
    h('header.search', [searchField(filter, set), levelField(filter, set), ...buttons(log)]),
    filter.tool && toolLine(filter.tool.tool_name, log.showAllTools),
  ];
}

/** @param {string} name @param {() => void} onclick */
function toolLine(name, onclick) {
  return h('div.tool.small', [
    h('span.grow', texts.log.whileRan(name)),
    h('button.plain.small', { onclick }, texts.log.showAll),
  ]);
}

/** @param {string} label @param {boolean} checked @param {(checked: boolean) => void} set */
function checkbox(label, checked, set) {
  const onchange = (/** @type {any} */ event) => set(event.target.checked);
  return h('label.check.small', h('input', { type: 'checkbox', checked, onchange }), label);
}

/** @param {LineFilter} filter @param {LogControls['set']} set */
function searchField(filter, set) {
  return h('input', {
    type: 'search',
    placeholder: texts.log.search,
    'aria-label': texts.log.search,
    value: filter.query,
    oninput: (/** @type {any} */ event) => set(() => (filter.query = event.target.value)),
  });
}

/** @param {LineFilter} filter @param {LogControls['set']} set */
function levelField(filter, set) {
  const props = {
    'aria-label': texts.log.lowestLevel,
    value: filter.level,
    onchange: (/** @type {any} */ event) => set(() => (filter.level = event.target.value)),
  };
  const options = LEVELS.map((level) => h('option', { value: level }, levelLabel(level)));
  return h('select', props, options);
}

/** @param {LogControls} log */
function buttons({ copy, download }) {
  const named = (/** @type {string} */ name) => ({ 'aria-label': name, title: name });
  return [
    h('button.icon.small', { ...named(texts.log.copyLines), onclick: copy }, icon('copy')),
    h('button.icon.small', { ...named(texts.log.download), onclick: download }, icon('download')),
  ];
}

/** @param {string} level */
function levelLabel(level) {
  if (level === 'debug') return texts.log.allLevels;
  return level === 'error' ? humanize(level) : texts.log.levelAndAbove(humanize(level));
}
