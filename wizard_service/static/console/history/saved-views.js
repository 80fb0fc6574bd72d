/** Keeps queries of the history under names in this browser. The address of a view has its query. */

import { icon } from '../../elements/display/icons.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { pathToHistory } from '../router.js';
import { openDialog } from '../shell/dialog.js';
import { loadItem, saveItem } from '../storage.js';

/**
 * @import { App } from '../app.js'
 *
 * @typedef {Record<string, string>} AddressQuery
 * @typedef {{ name: string, query: AddressQuery }} SavedView
 */

const STORED = 'wizard.history-views';
const MAX_VIEWS = 20;

export class SavedViews {
  /** @param {App} app */
  constructor(app) {
    this._app = app;
    this._key = `${STORED}.${app.session.user}`;
    /** @type {SavedView[]} */
    this._views = parsed(loadItem(this._key));
  }

  /** Renders links to the views, and a button that keeps the current query. @param {AddressQuery} query */
  view(query) {
    const isKnown = [...offered(), ...this._views].some((view) => isSame(view.query, query));
    return h('nav.row.wrap.views', { 'aria-label': texts.views.title }, [
      offered().map((view) => link(view, query)),
      this._views.map((view) => [link(view, query), this._removeButton(view)]),
      !isKnown &&
        h('button.small', { onclick: () => this._ask(query) }, icon('plus'), texts.views.save),
    ]);
  }

  /** @param {SavedView} view */
  _removeButton({ name }) {
    const props = { key: `remove ${name}`, 'aria-label': texts.views.remove(name) };
    const remove = () => this._keep(this._views.filter((view) => view.name !== name));
    return h('button.plain.icon.small', { ...props, onclick: remove }, icon('close'));
  }

  /** @param {AddressQuery} query */
  async _ask(query) {
    const name = await askForName();
    if (!name) return;
    const others = this._views.filter((view) => view.name !== name);
    this._keep([...others, { name, query }].slice(-MAX_VIEWS));
  }

  /** @param {SavedView[]} views */
  _keep(views) {
    this._views = views;
    saveItem(this._key, JSON.stringify(views));
    this._app.render();
  }
}

/** @returns {SavedView[]} */
function offered() {
  const { all, waiting, failed, highRisk } = texts.views;
  return [
    { name: all, query: {} },
    { name: waiting, query: { waiting: 'true' } },
    { name: failed, query: { status: 'ERROR' } },
    { name: highRisk, query: { risk_level: 'high,critical', period: '30d' } },
  ];
}

/** @returns {Promise<string | undefined>} */
function askForName() {
  return openDialog((/** @type {(name?: string) => void} */ close) => {
    const submit = (/** @type {any} */ event) => {
      event.preventDefault();
      close(event.target.elements.name.value.trim());
    };
    const field = { id: 'view-name', name: 'name', required: true, maxLength: 60 };
    const text = texts.views.hint;
    return h('form', { onsubmit: submit }, [
      h('h2', texts.views.question),
      h('p.muted', text),
      h('div', h('label', { for: 'view-name' }, texts.views.name), h('input', field)),
      h('footer', [
        h('button', { type: 'button', onclick: () => close() }, texts.common.cancel),
        h('button.primary', { type: 'submit' }, texts.common.save),
      ]),
    ]);
  });
}

/** @param {SavedView} view @param {AddressQuery} current */
function link({ name, query }, current) {
  const isCurrent = isSame(query, current);
  const props = {
    key: name,
    href: pathToHistory(query),
    'aria-current': isCurrent ? 'page' : null,
  };
  return h('a.button.small', props, name);
}

/** @param {AddressQuery} one @param {AddressQuery} other */
function isSame(one, other) {
  const sorted = (/** @type {AddressQuery} */ query) =>
    JSON.stringify(Object.entries(query).sort());
  return sorted(one) === sorted(other);
}

/** @param {string | null} text @returns {SavedView[]} */
function parsed(text) {
  try {
    const views = JSON.parse(text ?? '[]');
    return Array.isArray(views) ? views.filter(({ name, query }) => name && query) : [];
  } catch {
    return [];
  }
}
