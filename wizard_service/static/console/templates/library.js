/** Loads the templates of the user, with the one that is selected, and applies it. */

/**
 * @import { WizardError } from '../../client/problem.js'
 * @import { Template, TemplateItem } from '../../client/types/lists.js'
 * @import { JsonObject } from '../../client/types/state.js'
 * @import { FieldProblem } from '../../elements/settings/validation.js'
 * @import { App } from '../app.js'
 */

const SEARCH_DELAY_MS = 200;
// As many templates as an installation allows a user.
const LIMIT = 200;

export class TemplateLibrary {
  /** @type {TemplateItem[] | null} */
  templates = null;
  /** @type {Template | null} */
  selected = null;
  isBusy = false;
  /** @type {string | null} */
  problem = null;
  /** Why the values of the last attempt were refused. @type {FieldProblem[]} */
  problems = [];
  /** @type {string | null} */
  _selectedId = null;
  _query = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  _timer;

  /** @param {App} app @param {() => void} onChange */
  constructor(app, onChange) {
    this._app = app;
    this._onChange = onChange;
  }

  /** The properties and listeners of a <wizard-templates> that shows the library. */
  get props() {
    return {
      templates: this.templates,
      selected: this.selected,
      busy: this.isBusy,
      problem: this.problem,
      problems: this.problems,
      'onwizard-templates-query': (/** @type {any} */ { detail }) => this._search(detail.q),
      'onwizard-template-select': (/** @type {any} */ { detail }) =>
        this.select(detail.template_id),
    };
  }

  async load() {
    const query = this._query;
    try {
      const { items } = await this._app.api.templates({ q: query || undefined, limit: LIMIT });
      if (query !== this._query) return;
      this.templates = items;
      this.problem = null;
    } catch (error) {
      this.problem = /** @type {Error} */ (error).message;
    }
    this._onChange();
  }

  /** @param {string} id */
  async select(id) {
    this._selectedId = id;
    const template = await this._app.attempt(() => this._app.api.template(id));
    // Another template may have been selected meanwhile.
    if (id !== this._selectedId) return;
    this.selected = template ?? null;
    this.problems = [];
    this._onChange();
  }

  clearSelection() {
    this.selected = null;
    this._selectedId = null;
  }

  /**
   * Uses a template with values for its placeholders, and keeps the reasons of a refusal.
   * @template T
   * @param {() => Promise<T>} use
   * @returns {Promise<T | undefined>} undefined when it failed
   */
  async apply(use) {
    this.isBusy = true;
    this.problems = [];
    this._onChange();
    const result = await this._app.attempt(() => use().catch((error) => this._refused(error)));
    this.isBusy = false;
    this._onChange();
    return result;
  }

  /** @param {WizardError} error @returns {never} */
  _refused(error) {
    this.problems = error.fieldErrors ?? [];
    throw error;
  }

  /** @param {string} query */
  _search(query) {
    this._query = query;
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this.load(), SEARCH_DELAY_MS);
  }
}
