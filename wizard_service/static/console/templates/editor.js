/**
 * Edits the name, description and settings of one template. What was typed stays in this browser
 * with the reasons of a refusal until it is saved or discarded.
 */

import { isSame } from '../../client/merge-patch.js';
import { problemsOfDraft, toSettings, validate } from '../../elements/settings/validation.js';
import { texts } from '../../texts/console.js';
import { goTo } from '../router.js';
import { confirmed } from '../shell/dialog.js';
import { loadItem, removeItem, saveItem } from '../storage.js';

/**
 * @import { WizardError } from '../../client/problem.js'
 * @import { Template } from '../../client/types/lists.js'
 * @import { Draft, FieldProblem } from '../../elements/settings/validation.js'
 * @import { App } from '../app.js'
 *
 * @typedef {object} TemplateForm
 * @property {number} version of the template that the edit replaces
 * @property {string} name
 * @property {string} description
 * @property {Draft} settings
 */

export class TemplateEditor {
  id = '';
  /** @type {TemplateForm | null} */
  form = null;
  isSaving = false;
  /** Why the template cannot be shown. @type {string | null} */
  absence = null;
  /** Why the edit was not saved. @type {string | null} */
  problem = null;
  /** The fields of the settings that were refused. @type {FieldProblem[]} */
  problems = [];

  /** @param {App} app */
  constructor(app) {
    this._app = app;
  }

  /** @param {string} id */
  async open(id) {
    Object.assign(this, { id, form: null, absence: null, problem: null, problems: [] });
    try {
      const template = await this._app.api.template(id);
      if (id === this.id) this._show(JSON.parse(loadItem(this._key) ?? 'null') ?? formOf(template));
    } catch (error) {
      if (id === this.id) this.absence = /** @type {Error} */ (error).message;
    }
    this._app.render();
  }

  /** @param {Partial<TemplateForm>} members */
  change(members) {
    if (!this.form) return;
    this.form = { ...this.form, ...members };
    this.problems = [];
    this._keep();
    this._app.render();
  }

  /** The problems of the settings that are typed. */
  get invalid() {
    return this.form ? validate(this.form.settings, this._app.installation.limits) : [];
  }

  async save({ overwrite = false } = {}) {
    const { form, id } = this;
    if (!form || this.isSaving) return;
    Object.assign(this, { isSaving: true, problem: null, problems: [] });
    this._app.render();
    const { version, name, description, settings } = form;
    const members = { version, name: name.trim(), description: description.trim() || null };
    try {
      const update = { ...members, settings: toSettings(settings) };
      this._saved(await this._app.api.updateTemplate(id, update, { overwrite }));
    } catch (error) {
      // The user may have discarded it meanwhile, or opened another template.
      if (this.form && id === this.id) await this._refused(/** @type {WizardError} */ (error));
    }
    this.isSaving = false;
    this._app.render();
  }

  discard() {
    this.form = null;
    removeItem(this._key);
    goTo('templates', this.id);
  }

  /** @param {TemplateForm & { problem?: string | null, problems?: FieldProblem[] }} kept */
  _show({ problem = null, problems = [], ...form }) {
    Object.assign(this, { form, problem, problems });
  }

  _keep() {
    const { form, problem, problems } = this;
    saveItem(this._key, JSON.stringify({ ...form, problem, problems }));
  }

  get _key() {
    return `wizard.template.${encodeURIComponent(this._app.session.user)}.${this.id}`;
  }

  /** @param {Template} template */
  _saved({ template_id: id, name }) {
    removeItem(this._key);
    this._app.notices.show(texts.templates.saved(name));
    goTo('templates', id);
  }

  /** @param {WizardError} error */
  async _refused(error) {
    const { status, code, message, problem, fieldErrors = [] } = error;
    if (status === 401) return this._app.end();
    if (code === 'name_taken') return this._askToReplace();
    if (code === 'version_conflict') return this._changedElsewhere(problem.template);
    const ofSettings = fieldErrors.filter(({ field }) => field.startsWith('settings'));
    const others = fieldErrors.filter((item) => !ofSettings.includes(item));
    this.problem = [message, ...others.map((item) => `${item.field}: ${item.message}`)].join(' ');
    if (this.form) this.problems = problemsOfDraft(ofSettings, this.form.settings);
    this._keep();
  }

  async _askToReplace() {
    const text = texts.templates.willBeDeleted(this.form?.name.trim() ?? '');
    const isSure = await confirmed({
      title: texts.templates.replaceQuestion,
      text,
      verb: texts.templates.replace,
    });
    this.isSaving = false;
    if (isSure) await this.save({ overwrite: true });
  }

  /** Keeps what was typed; the user decides whether it replaces the newer version. @param {Template} newer */
  _changedElsewhere(newer) {
    const { version, ...theirs } = formOf(newer);
    const { version: _, ...mine } = /** @type {TemplateForm} */ (this.form);
    this.change({ version });
    this.problem = isSame(theirs, mine) ? null : texts.templates.changedElsewhere(version);
    this._keep();
  }
}

/** @param {Template} template @returns {TemplateForm} */
function formOf({ version, name, description, settings }) {
  return { version, name, description: description ?? '', settings };
}
