/**
 * What is typed into the settings: saved a moment after the last key, kept in this browser while it cannot be saved.
 */

import { cleaned, problemsOf } from "../elements/settings_rules.js";
import { patchBetween } from "./patch_between.js";
import { remember, remembered } from "./theme.js";

const SETTLE_MS = 500;

export class SettingsDraft {
  /** @param {object} store @param {string} user whose drafts these are @param {() => void} onChange */
  constructor(store, user, onChange) {
    this._store = store;
    this._user = user;
    this._onChange = onChange;
    this.forget();
  }

  forget() {
    clearTimeout(this._due);
    this._due = null;
    this._id = null;
    /** Settings that no server has, null when there are none. */
    this.unsaved = null;
    this.problems = [];
  }

  /** Take up what was typed before a reload. */
  open(id) {
    if (this._id === id) return;
    this.forget();
    this._id = id;
    const kept = remembered(this._keyOf(id));
    this.unsaved = kept ? JSON.parse(kept) : null;
    this.problems = kept ? problemsOf(this.unsaved) : [];
  }

  /** Save what a reload came between, once the state is there to compare it with. */
  resume() {
    if (!this.unsaved || this._due || this.problems.length) return;
    this.change({ draft: this.unsaved, settings: cleaned(this.unsaved), problems: [] });
  }

  change({ draft, settings, problems }) {
    this.problems = problems;
    this.unsaved = draft;
    remember(this._keyOf(this._id), draft);
    clearTimeout(this._due);
    this._due = problems.length ? null : setTimeout(() => this._save(settings), SETTLE_MS);
    this._settings = settings;
    this._onChange();
  }

  /** Save at once what waits. @returns {Promise<void>} */
  async flush() {
    if (!this._due) return;
    clearTimeout(this._due);
    await this._save(this._settings);
  }

  drop() {
    clearTimeout(this._due);
    this._due = null;
    this.unsaved = null;
    this.problems = [];
    forgetKey(this._keyOf(this._id));
    this._onChange();
  }

  _keyOf(id) {
    return `wizard.draft.${encodeURIComponent(this._user)}.${id}`;
  }

  async _save(settings) {
    this._due = null;
    const patch = patchBetween(this._store.getState().wizardState?.settings ?? null, settings);
    this.unsaved = null;
    this._onChange();
    const id = this._id;
    const isKept = Object.keys(patch).length > 0 && !(await this._isDecided({ settings: patch }));
    // Somebody may have typed on meanwhile.
    if (!isKept && this.unsaved === null) forgetKey(this._keyOf(id));
  }

  /** Whether the server has taken or refused it; without a session it has done neither, and what was typed is kept. */
  async _isDecided(update) {
    try {
      await this._store.actions.updateWizardState(update);
    } catch (error) {
      // Refusals and conflicts are in the store's state, where the page shows them.
      return error.status !== 401;
    }
    return true;
  }
}

function forgetKey(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // Nothing was kept either.
  }
}
