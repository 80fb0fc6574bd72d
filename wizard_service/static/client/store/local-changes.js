/** Changes made in this browser, and how they combine with changes of other users. */

import { applyPatch, composePatches, isObject, isSame, joinPath, overlap } from '../merge-patch.js';
import { asState } from './folding/fold.js';

/**
 * @import { JsonObject, WizardState, WizardStateUpdate } from '../types/state.js'
 * @import { Conflict } from './types.js'
 *
 * @typedef {object} LocalChange a change that is not stored by the service yet
 * @property {string} key its idempotency key, the same in every attempt
 * @property {WizardStateUpdate} patch
 * @property {JsonObject} before what the patch replaces, as a patch
 * @property {string} etag of the state that the change was made on
 * @property {boolean} isSent the service may have stored it already
 */

/**
 * Computes the patch that undoes `patch` on `base`.
 * @param {JsonObject | null | undefined} base
 * @param {JsonObject} patch
 * @returns {JsonObject}
 */
export function inverse(base, patch) {
  const entries = Object.entries(patch).map(([name, value]) => {
    const before = base?.[name] ?? null;
    return [name, isObject(value) && isObject(before) ? inverse(before, value) : before];
  });
  return Object.fromEntries(entries);
}

/**
 * Lists the paths whose current value is neither the one before the patch nor the patched one.
 * @param {any} before
 * @param {any} patch
 * @param {any} current
 * @returns {string[]}
 */
export function conflictingPaths(before, patch, current, path = '') {
  if (!isObject(patch) || !isObject(before)) {
    return isSame(current, before) || isSame(current, patch) ? [] : [path];
  }
  return Object.keys(patch).flatMap((name) =>
    conflictingPaths(
      before[name] ?? null,
      patch[name],
      current?.[name] ?? null,
      joinPath(path, name),
    ),
  );
}

/**
 * Lists the fields that both this change and another user's change set.
 * @param {LocalChange} change
 * @param {JsonObject} current the state with the other change
 * @param {JsonObject | null} changes what the other change set, when known
 */
export function conflictingFields(change, current, changes) {
  const fields = conflictingPaths(change.before, change.patch, current);
  if (changes === null) return fields;
  const touched = overlap(change.patch, changes);
  return fields.filter((field) =>
    touched.some((path) => isWithin(field, path) || isWithin(path, field)),
  );
}

/**
 * Describes the conflict of a change that the service refused because of its version.
 * @param {LocalChange} change
 * @param {JsonObject} problem with the current state
 * @returns {Conflict | null} null when the two changes set different fields
 */
export function conflictOf(change, problem) {
  const { state: theirs, changes = null, actor = null, changed_at: changedAt = null } = problem;
  const fields = conflictingFields(change, theirs, changes);
  if (!fields.length) return null;
  const base = withChanges(theirs, [{ ...change, patch: change.before }]);
  return { mine: change.patch, base, theirs, changes, actor, changedAt, fields };
}

/**
 * Rebases the changes that were made on one version onto the next.
 * @param {LocalChange[]} changes
 * @param {string} etag
 * @param {string} next
 */
export function rebase(changes, etag, next) {
  return changes.map((change) => (change.etag === etag ? { ...change, etag: next } : change));
}

/**
 * Combines two changes.
 * @param {LocalChange} first
 * @param {LocalChange} second
 * @returns {LocalChange | null} null when no single patch has the effect of both
 */
export function combine(first, second) {
  const patch = composePatches(first.patch, second.patch);
  const before = composePatches(second.before, first.before);
  return patch === null || before === null ? null : { ...first, patch, before };
}

/** @param {WizardState} state @param {LocalChange[]} changes @returns {WizardState} */
export function withChanges(state, changes) {
  return asState(changes.reduce((shown, { patch }) => applyPatch(shown, patch), state));
}

/**
 * Combines all changes into one patch for display.
 * @param {LocalChange[]} changes
 * @returns {WizardStateUpdate | null} null without changes
 */
export function asOnePatch(changes) {
  if (!changes.length) return null;
  return changes
    .map(({ patch }) => patch)
    .reduce((one, next) => composePatches(one, next) ?? { ...one, ...next });
}

/** @param {string} path @param {string} ancestor */
function isWithin(path, ancestor) {
  return `${path}.`.startsWith(`${ancestor}.`);
}
