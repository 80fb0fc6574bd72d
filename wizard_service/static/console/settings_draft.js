/**
 * What is typed into the settings: saved a moment after the last key, kept in this browser while it cannot be saved.
 */

import { cleaned, problemsOf } from "../elements/settings_rules.js";
import { patchBetween } from "./patch_between.js";
import { remember, remembered } from "./theme.js";

const SETTLE_MS = 500;

export class SettingsDraft {
  /** @param {object} store @param {() => void} onChange */
  constructor(store, onChange) {
    this._store = store;
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
    const kept = remembered(keyOf(id));
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
    remember(keyOf(this._id), draft);
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
    forgetKey(keyOf(this._id));
    this._onChange();
  }

  async _save(settings) {
    this._due = null;
    const patch = patchBetween(this._store.getState().wizardState?.settings ?? null, settings);
    this.unsaved = null;
    forgetKey(keyOf(this._id));
    this._onChange();
    if (Object.keys(patch).length === 0) return;
    // Refusals and conflicts are in the store's state, where the page shows them.
    await this._store.actions.updateWizardState({ settings: patch }).catch(() => {});
  }
}

function keyOf(id) {
  return `wizard.draft.${id}`;
}

function forgetKey(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // Nothing was kept either.
  }
}
