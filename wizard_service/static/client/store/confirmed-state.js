/** The last confirmed state: answers are taken whole, events are folded into it. Pure functions over a small record. */

import { fold } from './fold.js';

/** @import { FeedEvent, WizardState } from '../types.js' */

/**
 * @typedef {{ state: WizardState, etag: string, wholeVersion: number }} Confirmed wholeVersion: the version of the last
 *   answer. One change may append several events, all of its version: those up to this one are in the state already
 */

/**
 * Take an answer, unless a later one is known of the same history.
 * @param {Confirmed | null} known @param {WizardState} state @param {string} etag
 * @returns {Confirmed}
 */
export function confirm(known, state, etag) {
  const isOlder =
    known !== null &&
    historyOf(known.etag) === historyOf(etag) &&
    state.version < known.state.version;
  if (isOlder && known.state.investigation_id === state.investigation_id) return known;
  return { state, etag, wholeVersion: state.version };
}

/**
 * @param {Confirmed} known @param {FeedEvent} event stored, of this investigation
 * @returns {Confirmed | null} null: something lies between, the state has to be read anew
 */
export function take(known, event) {
  const version = event.version ?? 0;
  if (version <= known.wholeVersion) return known;
  if (version < known.state.version || version > known.state.version + 1) return null;
  const etag = `${historyOf(known.etag)}.${version}"`;
  return { state: fold(known.state, event), etag, wholeVersion: known.wholeVersion };
}

/** Epoch and life of a tag `"<epoch>.<version>"`. @param {string} etag */
function historyOf(etag) {
  return etag.replace(/^W\//, '').replace(/\.\d+"$/, '');
}
