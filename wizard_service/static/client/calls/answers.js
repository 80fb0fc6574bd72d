/** Answers as documents. */

import { WizardError } from '../problem.js';

/**
 * @import { Answer } from '../http.js'
 * @import { Tagged } from '../types.js'
 */

/**
 * @param {Answer} answer
 * @returns {any}
 * @throws {WizardError} when it is not JSON, such as a login page
 */
export function documentOf({ status, text }) {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    throw new WizardError(status, 'not_the_service', 'The answer is not JSON.');
  }
}

/** @param {Answer} answer @returns {Tagged<any>} */
export function taggedOf(answer) {
  return { document: documentOf(answer), etag: answer.headers.get('ETag') ?? '' };
}

/** @param {string} investigationId @param {string} resource */
export function pathOf(investigationId, resource) {
  return `/${encodeURIComponent(investigationId)}/${resource}`;
}
