/**
 * Keeps the settings that the user is typing: they are saved shortly after the last key, and stay
 * in this browser while they cannot be saved.
 */

import { diff } from '../../client/merge-patch.js';
import { toSettings, validate } from '../../elements/settings/validation.js';
import { loadItem, removeItem, saveItem } from '../storage.js';

/**
 * @import { WizardStore } from '../../client/index.js'
 * @import { WizardError } from '../../client/problem.js'
 * @import { InvestigationSettings, WizardStateUpdate } from '../../client/types/state.js'
 * @import { Draft, FieldProblem } from '../../elements/settings/validation.js'
 *
 * @typedef {object} DraftChange
 * @property {Draft} draft
 * @property {InvestigationSettings} settings
 * @property {FieldProblem[]} problems
 */

const SAVE_DELAY_MS = 500;

export class SettingsDraft {
  /**
   * @param {WizardStore} store
   * @param {string} user owner of the drafts
   * @param {() => void} onChange
   */
  constructor(store, user, onChange) {
    this._store = store;
    this._user = user;
    this._onChange = onChange;
    this._id = '';
    this._reset();
  }

  /**
   * Opens the draft of an investigation, with what was typed before a reload.
   * @param {string} id
   */
  open(id) {
    if (this._id === id) return;
    this._reset();
    this._id = id;
    const text = loadItem(this._keyOf(id));
    if (!text) return;
    const draft = JSON.parse(text);
    this.unsaved = draft;
    this.problems = validate(draft);
  }

  /** Saves the changes that a reload interrupted, once the state has been read for comparison. */
  resume() {
    if (!this.unsaved || this._timer || this.problems.length) return;
    this.change({ draft: this.unsaved, settings: toSettings(this.unsaved), problems: [] });
  }

  /** @param {DraftChange} change */
  change({ draft, settings, problems }) {
    this.problems = problems;
    this.unsaved = draft;
    this._pending = settings;
    saveItem(this._keyOf(this._id), JSON.stringify(draft));
    this._stopTimer();
    if (!problems.length) this._timer = setTimeout(() => this._save(), SAVE_DELAY_MS);
    this._onChange();
  }

  /** Saves pending changes at once. */
  async flush() {
    if (this._timer) await this._save();
  }

  drop() {
    this._reset();
    removeItem(this._keyOf(this._id));
    this._onChange();
  }

  _reset() {
    this._stopTimer();
    /** The input that the service does not have yet, null when there is none. @type {Draft | null} */
    this.unsaved = null;
    /** @type {FieldProblem[]} */
    this.problems = [];
    /** @type {InvestigationSettings | null} */
    this._pending = null;
  }

  _stopTimer() {
    clearTimeout(this._timer);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._timer = undefined;
  }

  /** @param {string} id */
  _keyOf(id) {
    return `wizard.draft.${encodeURIComponent(this._user)}.${id}`;
  }

  async _save() {
    this._stopTimer();
    const stored = this._store.getState().wizardState?.settings ?? null;
    const settings = diff(stored, this._pending);
    this.unsaved = null;
    this._onChange();
    const key = this._keyOf(this._id);
    const isSaved = Object.keys(settings).length === 0 || (await this._isDecided({ settings }));
    // The user may have typed on meanwhile.
    if (isSaved && this.unsaved === null) removeItem(key);
  }

  /**
   * Sends an update and returns whether the server has accepted or refused it. Without a session it
   * has done neither, and the draft stays.
   * @param {WizardStateUpdate} update
   */
  async _isDecided(update) {
    try {
      await this._store.actions.updateWizardState(update);
    } catch (error) {
      // The store's state holds refusals and conflicts, and the page shows them.
      return /** @type {WizardError} */ (error).status !== 401;
    }
    return true;
  }
}
