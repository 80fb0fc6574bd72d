/** A change made here against one made elsewhere. Pure functions. */

import { applyPatch, composePatches, isObject, isSame, joinPath, overlap } from '../merge-patch.js';

/** @import { JsonObject, WizardStateUpdate } from '../types.js' */

/**
 * @typedef {object} Change one that waits to be stored
 * @property {string} key its idempotency key, for ever
 * @property {WizardStateUpdate} patch
 * @property {JsonObject} before what the patch replaces, as a patch
 * @property {string} etag what it was made on
 * @property {boolean} isSent it may have been stored already
 */

/** The patch that undoes `patch` on `base`. @param {JsonObject | null | undefined} base @param {JsonObject} patch @returns {JsonObject} */
export function inverse(base, patch) {
  const entries = Object.entries(patch).map(([name, value]) => {
    const before = base?.[name] ?? null;
    return [name, isObject(value) && isObject(before) ? inverse(before, value) : before];
  });
  return Object.fromEntries(entries);
}

/**
 * The paths at which somebody else has put something else than both what was there before and what the patch says.
 * @param {any} before @param {any} patch @param {any} theirs
 * @returns {string[]}
 */
export function contested(before, patch, theirs, path = '') {
  if (isObject(patch) && isObject(before)) {
    return Object.keys(patch).flatMap((name) =>
      contested(before[name] ?? null, patch[name], theirs?.[name] ?? null, joinPath(path, name)),
    );
  }
  return isSame(theirs, before) || isSame(theirs, patch) ? [] : [path];
}

/**
 * @param {Change} change @param {JsonObject} theirs the state as it is now
 * @param {JsonObject | null} changes what happened since, when known
 */
export function conflictingFields(change, theirs, changes) {
  const fields = contested(change.before, change.patch, theirs);
  if (changes === null) return fields;
  const touched = overlap(change.patch, changes);
  return fields.filter((field) =>
    touched.some(
      (path) => `${field}.`.startsWith(`${path}.`) || `${path}.`.startsWith(`${field}.`),
    ),
  );
}

/** One change for two, null when there is none. @param {Change} first @param {Change} second @returns {Change | null} */
export function merged(first, second) {
  const patch = composePatches(first.patch, second.patch);
  const before = composePatches(second.before, first.before);
  return patch === null || before === null ? null : { ...first, patch, before };
}

/** @param {JsonObject} state @param {Change[]} changes @returns {any} */
export function withChanges(state, changes) {
  return changes.reduce((shown, { patch }) => applyPatch(shown, patch), state);
}

/** All as one patch, for showing. @param {Change[]} changes @returns {WizardStateUpdate | null} */
export function asOnePatch(changes) {
  if (!changes.length) return null;
  return changes
    .map(({ patch }) => patch)
    .reduce((one, next) => composePatches(one, next) ?? { ...one, ...next });
}
