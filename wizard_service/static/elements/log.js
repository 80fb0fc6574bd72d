/**
 * <wizard-log> shows log lines as they arrive, with a search and a lowest level.
 *
 * lines  [{message, level?, agent_name?, timestamp?}], oldest first
 * The list follows the newest line until the user scrolls up, and again once the user scrolls back
 * to the end.
 */

import { humanize, plural } from './display/format.js';
import { timeOfDay } from './display/time.js';
import { define, elementWith, sheet } from './element.js';
import { h } from './vdom.js';

/**
 * @typedef {object} LogLine
 * @property {string} message
 * @property {string} [level]
 * @property {string} [agent_name]
 * @property {string} [timestamp]
 */

const LEVELS = ['debug', 'info', 'warning', 'error'];
const MAX_RENDERED = 1000;
const END_TOLERANCE_PX = 8;

const style = sheet(`
header { flex-wrap: wrap; }
header > .count { flex: 1 0 auto; white-space: nowrap; }
header input[type="search"] { flex: 0 1 180px; width: 96px; height: 28px; }
header select { width: auto; height: 28px; padding: 0 4px; }
.lines { height: var(--wizard-log-height, 240px); overflow: auto; padding: var(--wz-2) 0;
  font: 12px/18px var(--wz-mono); overscroll-behavior: contain; }
.lines:focus-visible { outline-offset: -2px; }
li { display: grid; grid-template-columns: 60px 116px minmax(0, 1fr); gap: var(--wz-2);
  padding: 0 var(--wz-4); }
li:hover { background: var(--wz-hover); }
li > span:last-child { overflow-wrap: anywhere; }
.plain-lines li { grid-template-columns: minmax(0, 1fr); }
.error > span:last-child { color: var(--wz-error); }
.warning > span:last-child { color: var(--wz-warning); }
mark { background: var(--wz-warning-soft); color: inherit; outline: 1px solid var(--wz-warning);
  border-radius: 2px; }
.none { padding: var(--wz-4); color: var(--wz-muted); }
@media (max-width: 560px) {
  li { grid-template-columns: 60px minmax(0, 1fr); }
  li > .agent { grid-column: 2; }
  li > span:last-child { grid-column: 1 / -1; padding-bottom: 4px; }
  header input[type="search"] { width: 100%; order: 9; }
}
`);

export class Log extends elementWith({ lines: /** @type {LogLine[]} */ ([]) }) {
  static style = style;

  #query = '';
  #level = 'debug';
  #isFollowing = true;

  /** Moves the focus to the search. */
  search() {
    this.focusOn('input');
  }

  view() {
    const matching = this.#matching();
    const shown = matching.slice(-MAX_RENDERED);
    return h('section.panel', [
      h('header', [
        h('h3', 'Log'),
        h('span.muted.small.number.count', this.#count(matching.length, shown.length)),
        this.#searchField(),
        this.#levelField(),
        this.#followField(),
      ]),
      this.#lines(shown),
    ]);
  }

  rendered() {
    if (this.#isFollowing) this.#box.scrollTop = this.#box.scrollHeight;
  }

  get #box() {
    return /** @type {HTMLElement} */ (this.root.querySelector('.lines'));
  }

  #searchField() {
    return h('input', {
      type: 'search',
      placeholder: 'Search the log',
      'aria-label': 'Search the log',
      value: this.#query,
      oninput: (event) => this.#set(() => (this.#query = event.target.value)),
    });
  }

  #levelField() {
    const props = {
      'aria-label': 'Lowest level',
      value: this.#level,
      onchange: (/** @type {any} */ event) => this.#set(() => (this.#level = event.target.value)),
    };
    const options = LEVELS.map((level) => h('option', { value: level }, levelLabel(level)));
    return h('select', props, options);
  }

  #followField() {
    const checkbox = h('input', {
      type: 'checkbox',
      checked: this.#isFollowing,
      onchange: (event) => this.#set(() => (this.#isFollowing = event.target.checked)),
    });
    return h('label.check.small', checkbox, 'Follow');
  }

  /** @param {LogLine[]} shown */
  #lines(shown) {
    const isPlain = shown.every((line) => !line.timestamp && !line.agent_name);
    const props = {
      tabIndex: 0,
      role: 'log',
      'aria-label': 'Log lines',
      'aria-live': 'off',
      onscroll: () => this.#scrolled(),
    };
    const empty = this.lines.length ? 'No line matches.' : 'Nothing has been logged yet.';
    const list = shown.length
      ? h(
          'ul',
          { class: isPlain ? 'plain-lines' : '' },
          shown.map((line) => this.#line(line, isPlain)),
        )
      : h('p.none', empty);
    return h('div.lines', props, list);
  }

  /** @param {LogLine} line @param {boolean} isPlain */
  #line({ message, level = 'info', agent_name: agent, timestamp }, isPlain) {
    const isLevelRead = level === 'warning' || level === 'error';
    return h('li', { class: level }, [
      !isPlain && h('span.muted.number', timeOfDay(timestamp)),
      !isPlain && h('span.muted.agent.truncate', agent ?? ''),
      h('span', isLevelRead && h('span.hidden-text', `${level}: `), marked(message, this.#query)),
    ]);
  }

  #matching() {
    const query = this.#query.toLowerCase();
    const lowest = LEVELS.indexOf(this.#level);
    const text = (/** @type {LogLine} */ line) => `${line.message} ${line.agent_name ?? ''}`;
    return this.lines.filter(
      (line) =>
        Math.max(LEVELS.indexOf(line.level ?? 'info'), 0) >= lowest &&
        (!query || text(line).toLowerCase().includes(query)),
    );
  }

  /** @param {number} matching @param {number} shown */
  #count(matching, shown) {
    const isFiltered = this.#query || this.#level !== 'debug';
    if (isFiltered) return `${matching} of ${plural(this.lines.length, 'line')}`;
    return shown < matching ? `the newest ${shown} of ${matching} lines` : plural(matching, 'line');
  }

  /** @param {() => unknown} change */
  #set(change) {
    change();
    this.update();
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#box;
    const isAtEnd = scrollHeight - scrollTop - clientHeight <= END_TOLERANCE_PX;
    if (isAtEnd !== this.#isFollowing) this.#set(() => (this.#isFollowing = isAtEnd));
  }
}

/** @param {string} level */
function levelLabel(level) {
  if (level === 'debug') return 'All levels';
  return level === 'error' ? humanize(level) : `${humanize(level)} and above`;
}

/** Marks the first match of the query. @param {string} message @param {string} query */
function marked(message, query) {
  const start = query ? message.toLowerCase().indexOf(query.toLowerCase()) : -1;
  if (start < 0) return message;
  const end = start + query.length;
  return [message.slice(0, start), h('mark', message.slice(start, end)), message.slice(end)];
}

define('wizard-log', Log);
