/** Folds the questions to a person, and their answers, into the progress. */

import { findItem, progressOf, upsert, withProgress, without } from './progress.js';

/**
 * @import { JsonObject } from '../../types/state.js'
 * @import { Fold } from './fold.js'
 */

// A state keeps as many inputs as the service does.
const MAX_INPUTS = 50;

/** A repeated request is the same one while it is open or once it is answered. @type {Fold} */
export function foldRequested(state, { data, timestamp }) {
  const { inputs = [] } = progressOf(state);
  const known = findItem(inputs, 'request_id', data.request_id);
  if (known?.status === 'OPEN' || known?.status === 'ANSWERED') return state;
  const others = without(inputs, 'request_id', data.request_id);
  const asked = { ...data, status: 'OPEN', requested_at: timestamp };
  return withProgress(state, { inputs: newestInputs([...others, asked]) });
}

/** @type {Fold} */
export function foldGiven(state, { data: { request_id, answer, answered_by }, timestamp }) {
  const members = { status: 'ANSWERED', answered_at: timestamp, answer, answered_by };
  return closeInput(state, request_id, members);
}

/** @type {Fold} */
export function foldWithdrawn(state, { data }) {
  return closeInput(state, data.request_id, { status: 'WITHDRAWN' });
}

/**
 * Drops the oldest input that waits for no answer when there are too many.
 * @param {JsonObject[]} inputs
 */
function newestInputs(inputs) {
  const oldest = inputs.findIndex(({ status }) => status !== 'OPEN');
  const isFull = inputs.length > MAX_INPUTS && oldest >= 0;
  return isFull ? inputs.filter((_, position) => position !== oldest) : inputs;
}

/**
 * Returns the state with members of an input, or the same state when the input is not open.
 * @param {JsonObject} state
 * @param {string} requestId
 * @param {JsonObject} members
 */
function closeInput(state, requestId, members) {
  const { inputs = [] } = progressOf(state);
  if (findItem(inputs, 'request_id', requestId)?.status !== 'OPEN') return state;
  return withProgress(state, { inputs: upsert(inputs, 'request_id', requestId, members) });
}
