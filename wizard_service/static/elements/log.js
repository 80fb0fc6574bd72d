/**
 * <wizard-log> shows log lines as they arrive, however many: only those on the screen are rendered.
 *
 * lines  [{message, level?, agent_name?, timestamp?}], oldest first
 * older  whether there are lines before them: 'none', 'there', 'loading' or 'expired'
 * tool   {tool_name, started_at?, completed_at?}: shows the lines while this tool ran; null for all
 * The list follows the newest line until the user scrolls up, and again once the user scrolls back
 * to the end.
 *
 * wizard-log-older     the user has reached the first line
 * wizard-log-copy      {text} of the lines that match
 * wizard-log-download  the user wants all lines as a file
 * wizard-log-tool      {tool: null}: the user wants the lines of all tools
 */

import { texts } from '../texts/elements.js';
import { define, elementWith } from './element.js';
import { headers } from './log/header.js';
import { Heights } from './log/heights.js';
import { LineFilter, asText } from './log/lines.js';
import { lead, rows } from './log/rows.js';
import { logStyle } from './log/style.js';
import { h } from './vdom.js';

/**
 * @import { LogLine, ToolRun } from './log/lines.js'
 * @import { Range } from './log/heights.js'
 */

const END_TOLERANCE_PX = 8;
// The padding of a line on both sides.
const PADDING_PX = 32;
const DEFAULTS = {
  lines: /** @type {LogLine[]} */ ([]),
  older: /** @type {'none' | 'there' | 'loading' | 'expired'} */ ('none'),
  tool: /** @type {ToolRun | null} */ (null),
};

export class Log extends elementWith('wizard-log', DEFAULTS) {
  static style = logStyle;

  #filter = new LineFilter();
  #heights = new Heights();
  #isFollowing = true;
  #isWrapped = true;
  /** The number of the first line: older lines that are added have smaller ones. */
  #base = 0;
  /** The first line on the screen and how far its top is below that of the list. */
  #anchor = /** @type {{ line: LogLine, px: number } | null} */ (null);
  #size = { width: 600, height: 240, top: 0 };
  /** @type {LogLine[]} */
  #matching = [];
  /** @type {Range} */
  #range = { first: 0, end: 0, above: 0, below: 0 };
  #resizing = new ResizeObserver(() => this.#resized());

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resizing.disconnect();
  }

  /** Moves the focus to the search. */
  search() {
    this.focusOn('input[type="search"]');
  }

  /** @param {string} name @param {any} before */
  changed(name, before) {
    if (name === 'tool') this.#filter.tool = this.tool;
    if (name !== 'lines' || !before.length) return;
    const added = this.lines.indexOf(before[0]);
    const dropped = added < 0 ? before.indexOf(this.lines[0]) : 0;
    this.#base = added < 0 && dropped < 0 ? 0 : this.#base - Math.max(0, added) + dropped;
  }

  view() {
    this.#matching = this.#filter.matching(this.lines);
    this.#heights.setWidth(this.#size.width - PADDING_PX, this.#isWrapped);
    this.#heights.setLines(this.#matching);
    this.#range = this.#heights.range(this.#top(), this.#size.height);
    const log = {
      filter: this.#filter,
      isFollowing: this.#isFollowing,
      isWrapped: this.#isWrapped,
      count: this.#filter.countText(this.#matching, this.lines, this.older !== 'none'),
      set: (/** @type {() => unknown} */ change) => this.#set(change),
      follow: (/** @type {boolean} */ follow) => this.#set(() => (this.#isFollowing = follow)),
      wrap: (/** @type {boolean} */ wrap) => this.#set(() => (this.#isWrapped = wrap)),
      copy: () => void this.emit('wizard-log-copy', { text: asText(this.#matching) }),
      download: () => void this.emit('wizard-log-download'),
      showAllTools: () => void this.emit('wizard-log-tool', { tool: null }),
    };
    return h('section.panel', headers(log), this.#lines());
  }

  rendered() {
    this.#resizing.observe(this.#box);
    // The other elements render first, so that the page is laid out once.
    queueMicrotask(() => this.isConnected && this.#settle());
  }

  /** Measures what was rendered, and scrolls to where the user is. */
  #settle() {
    const box = this.#box;
    const tops = this.#isWrapped ? this.#items.map((item) => item.offsetTop) : [];
    this.#heights.measure(this.#range.first, tops);
    const anchored = this.#anchor && this.#itemOf(this.#anchor.line);
    if (this.#isFollowing) box.scrollTop = box.scrollHeight;
    else if (this.#anchor && anchored) box.scrollTop = anchored.offsetTop - this.#anchor.px;
  }

  get #box() {
    return /** @type {HTMLElement} */ (this.root.querySelector('.lines'));
  }

  #lines() {
    const props = {
      class: this.#isWrapped ? 'wrapped' : '',
      tabIndex: 0,
      role: 'log',
      'aria-label': texts.log.lines,
      'aria-live': 'off',
      onscroll: () => this.#scrolled(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#pressed(event),
    };
    const empty = this.lines.length ? texts.log.noMatch : texts.log.empty;
    const list = rows(this.#matching, this.#range, this.#base, this.#filter.query);
    return h('div.lines', props, [
      lead(this.older, () => this.emit('wizard-log-older')),
      this.#matching.length
        ? h('div', { class: this.#isWrapped ? '' : 'one-row' }, list)
        : h('p.none', empty),
    ]);
  }

  /** Returns where the list has to be scrolled to, by the heights that are known. */
  #top() {
    if (this.#isFollowing) return Math.max(0, this.#heights.total - this.#size.height);
    const index = this.#anchor ? this.#matching.indexOf(this.#anchor.line) : -1;
    return index < 0 ? this.#size.top : this.#heights.topOf(index);
  }

  get #items() {
    return /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll('.lines li')]);
  }

  /** Returns the rendered item of a line. @param {LogLine} line */
  #itemOf(line) {
    return this.#items[this.#matching.indexOf(line) - this.#range.first];
  }

  /** @param {() => unknown} change */
  #set(change) {
    change();
    this.update();
  }

  #resized() {
    const { clientWidth: width, clientHeight: height } = this.#box;
    if (width === this.#size.width && height === this.#size.height) return;
    Object.assign(this.#size, { width, height });
    this.update();
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight, clientWidth } = this.#box;
    // The lines wrap differently after this event.
    if (clientWidth !== this.#size.width) return;
    // A resize that was not observed yet must not end following, whether it moved the end up or down.
    const height = Math.max(clientHeight, this.#size.height);
    const wasFollowing = this.#isFollowing;
    this.#size.top = scrollTop;
    this.#isFollowing = scrollHeight - scrollTop - height <= END_TOLERANCE_PX;
    const index = this.#items.findIndex((item) => item.offsetTop + item.offsetHeight > scrollTop);
    const line = this.#matching[this.#range.first + index];
    const isOnScreen = index >= 0 && this.#items[index].offsetTop < scrollTop + clientHeight;
    this.#anchor = isOnScreen ? { line, px: this.#items[index].offsetTop - scrollTop } : null;
    if (scrollTop === 0 && this.older === 'there') this.emit('wizard-log-older');
    const { first, end } = this.#heights.range(this.#top(), this.#size.height);
    const isRendered = first === this.#range.first && end === this.#range.end;
    if (!isRendered || wasFollowing !== this.#isFollowing) this.update();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    // The search of the browser finds rendered lines only.
    if (event.key !== 'f' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.search();
  }
}

define(Log);
