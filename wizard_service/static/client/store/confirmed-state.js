/** The last confirmed state: replaced by responses, and advanced by events. Pure functions. */

import { fold } from './folding/fold.js';

/**
 * @import { FeedEvent } from '../types/feed.js'
 * @import { WizardState } from '../types/state.js'
 *
 * @typedef {object} ConfirmedState
 * @property {WizardState} state
 * @property {string} etag
 * @property {number} wholeVersion version of the last response. A change appends several events of
 *   one version, and a response contains all events up to its version
 */

/**
 * Takes a response, unless a later state of the same history is confirmed.
 * @param {ConfirmedState | null} confirmed
 * @param {WizardState} state
 * @param {string} etag
 * @returns {ConfirmedState}
 */
export function confirm(confirmed, state, etag) {
  if (confirmed && isOlder(state, etag, confirmed)) return confirmed;
  return { state, etag, wholeVersion: state.version };
}

/**
 * Advances by one event.
 * @param {ConfirmedState} confirmed
 * @param {FeedEvent} event stored, of this investigation
 * @returns {ConfirmedState | null} null: events are missing, so the state has to be read again
 */
export function advance(confirmed, event) {
  const version = event.version ?? 0;
  const { state, wholeVersion } = confirmed;
  if (version <= wholeVersion) return confirmed;
  if (version < state.version || version > state.version + 1) return null;
  return { state: fold(state, event), etag: etagAt(confirmed.etag, version), wholeVersion };
}

/**
 * Returns the tag of another version of the same history.
 * @param {string} etag
 * @param {number} [version] default: that of `etag`
 */
export function etagAt(etag, version) {
  return version === undefined ? etag : `${historyOf(etag)}.${version}"`;
}

/** @param {WizardState} state @param {string} etag @param {ConfirmedState} confirmed */
function isOlder(state, etag, confirmed) {
  const isSameHistory =
    confirmed.state.investigation_id === state.investigation_id &&
    historyOf(confirmed.etag) === historyOf(etag);
  return isSameHistory && state.version < confirmed.state.version;
}

/**
 * Returns epoch and incarnation of a tag `"<epoch>-<incarnation>.<version>"`.
 * @param {string} etag
 */
function historyOf(etag) {
  return etag.replace(/^W\//, '').replace(/\.\d+"$/, '');
}
