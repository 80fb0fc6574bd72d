/**
 * Keeps the settings that the user is typing: they are saved shortly after the last key, and stay
 * in this browser while they cannot be saved.
 */

import { diff } from '../../client/merge-patch.js';
import { conflictingPaths } from '../../client/store/local-changes.js';
import { problemsOfDraft, toSettings, validate } from '../../elements/settings/validation.js';
import { draftKey, loadItem, removeItem, saveItem } from '../storage.js';

/**
 * @import { WizardStore } from '../../client/index.js'
 * @import { WizardError } from '../../client/problem.js'
 * @import { ChangedState } from '../../client/store/types.js'
 * @import { InvestigationSettings, JsonObject } from '../../client/types/state.js'
 * @import { Draft, FieldProblem, Limits } from '../../elements/settings/validation.js'
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
   * @param {Limits} limits
   * @param {() => void} onChange
   */
  constructor(store, user, limits, onChange) {
    this._store = store;
    this._user = user;
    this._limits = limits;
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
    const {
      draft,
      base = null,
      refusals = [],
    } = JSON.parse(loadItem(draftKey(this._user, id)) ?? '{}');
    if (!draft) return;
    this.unsaved = draft;
    this._base = base;
    this.refusals = refusals;
    this.problems = validate(draft, this._limits);
  }

  /** Saves the changes that a reload interrupted, once the state has been read for comparison. */
  resume() {
    if (!this.unsaved || this._timer || this.reasons.length) return;
    this.replace(this.unsaved);
  }

  /** Shows other settings in the form, and saves them if they are valid. @param {Draft} draft */
  replace(draft) {
    const problems = validate(draft, this._limits);
    this.change({ draft, settings: toSettings(draft), problems });
  }

  /** @param {DraftChange} change */
  change({ draft, settings, problems }) {
    this.problems = problems;
    this.refusals = [];
    this.startProblems = [];
    this._base ??= this._shown();
    this.unsaved = draft;
    this._pending = settings;
    this._keep(this._id);
    this._stopTimer();
    if (!problems.length) this._timer = setTimeout(() => this._save(), SAVE_DELAY_MS);
    this._onChange();
  }

  /** Why the input is not saved: what the form has found, then what the service has refused. */
  get reasons() {
    return [...this.problems, ...this.refusals];
  }

  /** Marks what prevents the start, until the next change. @param {FieldProblem[]} problems */
  refuseStart(problems) {
    this.startProblems = problems;
    this._onChange();
  }

  /** Saves pending changes at once. */
  async flush() {
    if (this._timer) await this._save();
  }

  drop() {
    this._reset();
    removeItem(draftKey(this._user, this._id));
    this._onChange();
  }

  _reset() {
    this._stopTimer();
    /** The input that the service does not have yet, null when there is none. @type {Draft | null} */
    this.unsaved = null;
    /** The state that the user began to change. @type {ChangedState | null} */
    this._base = null;
    /** @type {FieldProblem[]} */
    this.problems = [];
    /** Why the service has refused the input. @type {FieldProblem[]} */
    this.refusals = [];
    /** Why the investigation cannot start. @type {FieldProblem[]} */
    this.startProblems = [];
    /** @type {InvestigationSettings | null} */
    this._pending = null;
  }

  _stopTimer() {
    clearTimeout(this._timer);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._timer = undefined;
  }

  /** Keeps the input in this browser, with the reasons of a refusal. @param {string} id */
  _keep(id) {
    const { unsaved: draft, _base: base, refusals } = this;
    saveItem(draftKey(this._user, id), JSON.stringify({ draft, base, refusals }));
  }

  /** @returns {ChangedState} the state on the screen */
  _shown() {
    const { wizardState, serverState } = this._store.getState();
    return { version: serverState?.version ?? 0, settings: wizardState?.settings ?? null };
  }

  async _save() {
    this._stopTimer();
    const { unsaved: draft, _base, _id: id } = this;
    const base = _base ?? this._shown();
    // Other users may have changed meanwhile what this one has not touched.
    const settings = diff(base.settings, this._pending);
    this.unsaved = this._base = null;
    this._onChange();
    const error = Object.keys(settings).length ? await this._send(settings, base) : null;
    // The user may have typed on, or opened another investigation, meanwhile.
    if (this.unsaved !== null || this._id !== id) return;
    if (error && isRefusal(error) && draft) this._refused(draft, base, error);
    // Without a session the service has neither accepted nor refused it, and the draft stays.
    else if (error?.status !== 401) removeItem(draftKey(this._user, id));
  }

  /** @param {Draft} draft @param {ChangedState} base @param {WizardError} error */
  _refused(draft, base, error) {
    const problems = error.fieldErrors?.length
      ? error.fieldErrors
      : [{ field: 'settings', message: error.message }];
    this.unsaved = draft;
    this._base = base;
    this.refusals = problemsOfDraft(problems, draft);
    this._keep(this._id);
    this._onChange();
  }

  /**
   * Returns why a change was not stored, null when it was.
   * @param {JsonObject} settings a merge patch
   * @param {ChangedState} base
   */
  async _send(settings, base) {
    const current = this._store.getState().wizardState?.settings ?? null;
    const isContested = conflictingPaths(base.settings, settings, current).length > 0;
    try {
      // With an older base the service reports the conflict.
      const update = this._store.actions.updateWizardState;
      await (isContested ? update({ settings }, base) : update({ settings }));
      return null;
    } catch (error) {
      return /** @type {WizardError} */ (error);
    }
  }
}

/**
 * Returns whether the service has refused an update for what is in it. A conflict is resolved
 * elsewhere, and what is gone takes no settings.
 * @param {WizardError} error
 */
function isRefusal({ status, isConflict }) {
  return status >= 400 && status !== 401 && status !== 404 && !isConflict;
}
