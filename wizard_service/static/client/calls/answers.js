/** Answers as documents. */

import { WizardError } from '../problem.js';

/**
 * @param {Response} response
 * @returns {Promise<any>}
 * @throws {WizardError} when it is not JSON, such as a login page
 */
export async function documentOf(response) {
  try {
    return await response.json();
  } catch (failure) {
    if (failure instanceof SyntaxError) throw new WizardError(response.status, 'not_the_service', 'The answer is not JSON.');
    throw failure;
  }
}

/**
 * @param {Response} response
 * @returns {Promise<import('../types.js').Tagged<any>>}
 */
export async function taggedOf(response) {
  return { document: await documentOf(response), etag: response.headers.get('ETag') ?? '' };
}

/** @param {string} investigationId @param {string} resource */
export function pathOf(investigationId, resource) {
  return `/${encodeURIComponent(investigationId)}/${resource}`;
}
