/** Shows the templates, which can be found, previewed, filled in, used and deleted. */

import { h } from '../../elements/vdom.js';
import { goTo } from '../router.js';
import { confirmed } from '../shell/dialog.js';

/**
 * @import { WizardError } from '../../client/problem.js'
 * @import { Template, TemplateItem } from '../../client/types/lists.js'
 * @import { JsonObject } from '../../client/types/state.js'
 * @import { FieldProblem } from '../../elements/settings/validation.js'
 * @import { Templates } from '../../elements/templates.js'
 * @import { App } from '../app.js'
 * @import { Route } from '../router.js'
 */

const SEARCH_DELAY_MS = 200;
const LIMIT = 50;

export class TemplatesPage {
  title = 'Templates';

  /** @type {TemplateItem[] | null} */
  _templates = null;
  /** @type {Template | null} */
  _selected = null;
  /** @type {string | null} */
  _selectedId = null;
  _query = '';
  _isBusy = false;
  /** @type {string | null} */
  _problem = null;
  /** @type {FieldProblem[]} */
  _problems = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  _timer;

  /** @param {App} app */
  constructor(app) {
    this._app = app;
  }

  /** @param {Route} route */
  opened({ id }) {
    this._load();
    if (id) this._select(id);
  }

  search() {
    const element = /** @type {Templates | null} */ (
      this._app.root.querySelector('wizard-templates')
    );
    element?.focusOn('input');
  }

  copyAs() {
    return this._app.copyAs({ method: 'GET', url: `${this._app.baseUrl}/templates` }, 'curl');
  }

  view() {
    const subtitle =
      'Settings to begin with. What stands in {{braces}} is asked for when a template is used.';
    return h('div.page', [
      h('div.head', h('div.title', h('h1', 'Templates'), h('p.muted', subtitle))),
      h('wizard-templates', {
        templates: this._templates,
        selected: this._selected,
        busy: this._isBusy,
        problem: this._problem,
        problems: this._problems,
        'onwizard-templates-query': ({ detail }) => this._search(detail.q),
        'onwizard-template-select': ({ detail }) => this._select(detail.template_id),
        'onwizard-template-apply': ({ detail }) => this._apply(detail.template_id, detail.values),
        'onwizard-template-delete': ({ detail }) => this._delete(detail.template_id, detail.name),
      }),
    ]);
  }

  /** @param {string} query */
  _search(query) {
    this._query = query;
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._load(), SEARCH_DELAY_MS);
  }

  async _load() {
    const query = this._query;
    try {
      const { items } = await this._app.api.templates({ q: query || undefined, limit: LIMIT });
      if (query !== this._query) return;
      this._templates = items;
      this._problem = null;
    } catch (error) {
      this._problem = /** @type {Error} */ (error).message;
    }
    this._app.render();
  }

  /** @param {string} id */
  async _select(id) {
    this._selectedId = id;
    const template = await this._app.attempt(() => this._app.api.template(id));
    // Another template may have been selected meanwhile.
    if (id !== this._selectedId) return;
    this._selected = template ?? null;
    this._problems = [];
    this._app.render();
  }

  /** @param {string} id @param {JsonObject} values */
  async _apply(id, values) {
    this._isBusy = true;
    this._problems = [];
    this._app.render();
    try {
      const { document } = await this._app.api.applyTemplate(id, { values });
      goTo('investigation', document.investigation_id);
    } catch (error) {
      const { fieldErrors, message } = /** @type {WizardError} */ (error);
      this._problems = fieldErrors ?? [];
      this._app.notices.show(message, 'error');
    }
    this._isBusy = false;
    this._app.render();
  }

  /** @param {string} id @param {string} name */
  async _delete(id, name) {
    const isSure = await confirmed({
      title: 'Delete this template?',
      text: `"${name}" goes from the list. Investigations made of it stay.`,
      verb: 'Delete',
      isDangerous: true,
    });
    if (!isSure) return;
    const isDone = await this._app.attempt(async () => {
      await this._app.api.deleteTemplate(id);
      return true;
    });
    if (!isDone) return;
    this._selected = null;
    this._selectedId = null;
    const undo = { label: 'Undo', act: () => this._restore(id) };
    this._app.notices.show(`Deleted "${name}"`, 'done', undo);
    this._load();
  }

  /** @param {string} id */
  async _restore(id) {
    await this._app.attempt(() => this._app.api.restoreTemplate(id), 'Restored');
    this._load();
  }
}
