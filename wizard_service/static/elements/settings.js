/**
 * <wizard-settings> is a form that emits every change; its page saves it.
 *
 * settings     the settings of an investigation or template, null for new ones
 * editable     whether they can be changed
 * problems     [{field, message}] of the server, with fields such as `entities.0.entity_id`
 * suggestions  {entity_types: [string], tools: [{tool_name, parameters?}]}
 * limits       {max_entities, max_tools, max_settings_kb} of the installation
 * Emits `wizard-settings-change` {draft, settings, problems}: the form as it stands, the settings
 * to save, and what is invalid. Slot `actions` takes buttons of the page.
 */

import { isSame } from '../client/merge-patch.js';
import { define, elementWith } from './element.js';
import { settingsForm } from './settings/form.js';
import { style } from './settings/style.js';
import { DEFAULT_LIMITS, defaultSettings, toSettings, validate } from './settings/validation.js';

/**
 * @import { Entity, InvestigationSettings, ToolSelection } from '../client/types/state.js'
 * @import { Draft, FieldProblem, Limits } from './settings/validation.js'
 *
 * @typedef {'entities' | 'tools'} RowsName
 * @typedef {{ tool_name: string, parameters?: Record<string, any> }} SuggestedTool
 * @typedef {{ entity_types?: string[], tools?: SuggestedTool[] }} Suggestions
 */

export class Settings extends elementWith('wizard-settings', {
  settings: /** @type {InvestigationSettings | null} */ (null),
  editable: true,
  problems: /** @type {FieldProblem[]} */ ([]),
  suggestions: /** @type {Suggestions} */ ({}),
  limits: /** @type {Limits} */ (DEFAULT_LIMITS),
}) {
  static style = style;

  /** The content of the form. @type {Draft} */
  draft = defaultSettings();
  /** The times as the user types them, until they are valid and the user has left the field. */
  typed = /** @type {Partial<Record<'start' | 'end', string>>} */ ({});
  /** The fields whose problems show, because the user has left them. @type {Set<string>} */
  #touched = new Set();
  /** The tools whose parameters show. @type {Set<number>} */
  #open = new Set();

  get #ownProblems() {
    return validate(this.draft, this.limits);
  }

  /** Shows the problems of all fields and moves the focus to the first. */
  showProblems() {
    for (const { field } of this.#ownProblems) this.#touched.add(field);
    this.update();
    queueMicrotask(() => this.focusOn('[aria-invalid="true"], .problem + .add button'));
  }

  /** @param {string} name @param {any} before */
  changed(name, before) {
    if (name !== 'settings' || isSame(this.settings, before)) return;
    // The page returns what this form has emitted; the draft has rows that are not saved yet.
    if (isSame(this.settings, toSettings(this.draft))) return;
    const { settings } = this;
    this.typed = {};
    this.draft = settings ? { description: '', ...structuredClone(settings) } : defaultSettings();
  }

  view() {
    return settingsForm(this);
  }

  /** @param {number} row */
  isOpen(row) {
    return this.#open.has(row);
  }

  /** @param {number} row */
  toggleRow(row) {
    if (!this.#open.delete(row)) this.#open.add(row);
    this.update();
  }

  /** @param {Partial<Draft>} members */
  change(members) {
    this.draft = { ...this.draft, ...members };
    this.update();
    const { draft } = this;
    const detail = { draft, settings: toSettings(draft), problems: this.#ownProblems };
    this.emit('wizard-settings-change', detail);
  }

  /** Shows a valid time as all are written. @param {'start' | 'end'} name */
  showTime(name) {
    if (this.draft.time_range[name]) delete this.typed[name];
    this.update();
  }

  /** @param {RowsName} rows @param {Entity | ToolSelection} fresh */
  addRow(rows, fresh) {
    this.change({ [rows]: [...this.draft[rows], { ...fresh }] });
    const row = rows === 'tools' ? '.tool' : '.entity';
    queueMicrotask(() => this.focusOn(`${row}:last-child input.mono`));
  }

  /** @param {RowsName} rows @param {number} row @param {Partial<Entity & ToolSelection>} members */
  changeRow(rows, row, members) {
    const merge = (/** @type {object} */ item, /** @type {number} */ index) =>
      index === row ? { ...item, ...members } : item;
    this.change({ [rows]: this.draft[rows].map(merge) });
  }

  /** @param {RowsName} rows @param {number} row */
  removeRow(rows, row) {
    if (rows === 'tools') this.#open.clear();
    const kept = this.draft[rows].filter((/** @type {unknown} */ _, index) => index !== row);
    this.change({ [rows]: kept });
    // The button of the last row disappears together with the focus.
    queueMicrotask(() => {
      if (!this.root.activeElement) this.focusOn(`.${rows} .add button`);
    });
  }

  /** Shows the problems of a field from now on. @param {string} path */
  touch(path) {
    this.#touched.add(path).add(path.split('.')[0]);
    this.update();
  }

  /** @param {string} path @returns {string | undefined} */
  problemAt(path) {
    const own = this.#touched.has(path) && this.#ownProblems.find(({ field }) => field === path);
    if (own) return own.message;
    const fields = [path, `settings.${path}`];
    return this.problems.find(({ field }) => fields.includes(field))?.message;
  }
}

define(Settings);
