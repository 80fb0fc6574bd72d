/** Renders the contents of the page with a search, which leaves the sections that match. */

import { h, render } from '../elements/vdom.js';

/**
 * @import { VNode } from '../elements/vdom.js'
 *
 * @typedef {object} Entry
 * @property {string} id of the section
 * @property {string} text of the link
 * @property {VNode} section
 *
 * @typedef {{ title: string, entries: Entry[] }} Group
 */

const WIDE = matchMedia('(min-width: 60rem)');

export class Contents {
  _query = '';

  /** @param {HTMLElement} nav @param {HTMLElement} main with the sections @param {Group[]} groups */
  constructor(nav, main, groups) {
    this._nav = nav;
    this._main = main;
    this._groups = groups;
    this._update();
  }

  _update() {
    const found = this._groups.map(({ title, entries }) => ({
      title,
      entries: entries.filter((entry) => this._matches(entry)),
    }));
    const count = found.reduce((sum, { entries }) => sum + entries.length, 0);
    // A phone shows the calls first.
    const props = { open: WIDE.matches || Boolean(this._query) };
    const lists = found.filter(({ entries }) => entries.length).map(contentsOf);
    render(this._nav, [
      this._field(count),
      h('details', props, h('summary', 'Contents'), count ? lists : h('p', 'Nothing matches.')),
    ]);
    this._showSections(new Set(found.flatMap(({ entries }) => entries.map(({ id }) => id))));
  }

  /** @param {number} count */
  _field(count) {
    const search = (/** @type {any} */ { target }) => {
      this._query = target.value.trim().toLowerCase();
      this._update();
    };
    const props = { type: 'search', 'aria-label': 'Search the calls and events', oninput: search };
    const found = this._query ? `${count} found` : '';
    return [
      h('input', { ...props, placeholder: 'Search' }),
      h('p.note', { role: 'status' }, found),
    ];
  }

  /** Matches what a section says, its tables and examples included. @param {Entry} entry */
  _matches({ id, text }) {
    const section = document.getElementById(id)?.textContent ?? '';
    return `${text} ${section}`.toLowerCase().includes(this._query);
  }

  /** @param {Set<string>} ids */
  _showSections(ids) {
    for (const node of this._main.querySelectorAll('section')) node.hidden = !ids.has(node.id);
    for (const title of this._main.querySelectorAll('h2')) title.hidden = Boolean(this._query);
  }
}

/** @param {Group} group */
function contentsOf({ title, entries }) {
  const links = entries.map(({ id, text }) => h('li', h('a', { href: `#${id}` }, text)));
  return [h('h2', title), h('ul', links)];
}
