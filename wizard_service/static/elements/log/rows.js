/** Renders the lines of a log that are on the screen. */

import { texts } from '../../texts/elements.js';
import { humanize } from '../display/format.js';
import { timeOfDay } from '../display/time.js';
import { h } from '../vdom.js';
import { split } from './lines.js';

/**
 * @import { LogLine } from './lines.js'
 * @import { Range } from './heights.js'
 */

/**
 * @param {LogLine[]} lines all that match
 * @param {Range} range those to render
 * @param {number} base the number of the first line, which stays the same when older ones are added
 * @param {string} query
 */
export function rows(lines, { first, end, above, below }, base, query) {
  const items = lines.slice(first, end).map((line, index) => {
    const key = base + first + index;
    return row(line, key, first + index + 1, query);
  });
  const style = { 'padding-top': `${above}px`, 'padding-bottom': `${below}px` };
  return h('ul', { style }, items);
}

/**
 * Renders what stands before the first line.
 * @param {'none' | 'there' | 'loading' | 'expired'} older whether there are older lines
 * @param {() => unknown} onclick
 */
export function lead(older, onclick) {
  if (older === 'none') return null;
  if (older === 'expired') return h('p.lead.muted', texts.log.olderExpired);
  const isLoading = older === 'loading';
  const text = isLoading ? texts.log.olderLoading : texts.log.older;
  return h('p.lead', h('button.small', { disabled: isLoading, onclick }, text));
}

/** @param {LogLine} line @param {number} key @param {number} position @param {string} query */
function row({ message, level = 'info', agent_name: agent, timestamp }, key, position, query) {
  const isLevelRead = level === 'warning' || level === 'error';
  // The other lines of the list are not in the document.
  const props = { key, 'aria-posinset': position, 'aria-setsize': -1 };
  return h('li', { ...props, class: `${level}${timestamp ? ' timed' : ''}` }, [
    timestamp && h('span.muted.number.at', timeOfDay(timestamp)),
    agent && h('span.muted', marked(agent, query), ' '),
    isLevelRead && h('span.hidden-text', texts.log.levelOf(humanize(level))),
    h('span.message', marked(message, query)),
  ]);
}

/** @param {string} text @param {string} query */
function marked(text, query) {
  const pieces = split(text, query);
  return pieces.map((piece) => (piece.isMatch ? h('mark', piece.text) : piece.text));
}
