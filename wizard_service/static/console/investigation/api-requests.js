/** Lists the API requests behind the actions on an investigation, for users who write a program. */

import { texts } from '../../texts/console.js';

/**
 * @import { WizardState } from '../../client/types/state.js'
 * @import { Request } from '../../lib/snippets.js'
 *
 * @typedef {{ name: string, request: Request }} ApiRequest
 */

const JSON_TYPE = 'application/json';
const MERGE_PATCH = 'application/merge-patch+json';
const PROGRESS_EVENT = {
  event_type: 'progress_updated',
  data: { percent_complete: 40, current_phase: 'execution' },
};

/** @param {string} baseUrl @param {WizardState} state @returns {ApiRequest[]} */
export function apiRequests(baseUrl, state) {
  const { investigation_id: id, version, settings } = state;
  const url = `${baseUrl}/${encodeURIComponent(id)}`;
  const change = (/** @type {string} */ name, /** @type {object} */ members) =>
    send(name, 'PATCH', `${url}/state`, { ...members, version }, MERGE_PATCH);
  return [
    send(texts.program.read, 'GET', `${url}/state`),
    send(texts.program.poll, 'GET', `${url}/poll`),
    send(texts.program.follow, 'GET', `${url}/stream`),
    ...(settings
      ? [change(texts.program.changeSettings, { settings: { name: settings.name } })]
      : []),
    change(texts.program.start, { wizard_step: 'PROGRESS' }),
    send(texts.program.report, 'POST', `${url}/events`, [PROGRESS_EVENT]),
    send(texts.program.cancel, 'POST', `${url}/cancel`),
    send(texts.program.retry, 'POST', `${url}/retry`),
    send(texts.program.readAudit, 'GET', `${url}/audit`),
    ...creations(baseUrl, state),
    send(texts.program.archive, 'POST', `${baseUrl}/history/${encodeURIComponent(id)}/archive`),
  ];
}

/** @param {string} baseUrl @param {WizardState} state */
function creations(baseUrl, { investigation_id: id, settings }) {
  if (!settings) return [];
  const template = { name: settings.name, from_investigation: id };
  const again = texts.program.createAnother;
  return [
    send(texts.program.saveTemplate, 'POST', `${baseUrl}/templates`, template),
    send(again, 'POST', `${baseUrl}/investigations`, { settings }),
  ];
}

/**
 * @param {string} name
 * @param {string} method
 * @param {string} url
 * @param {unknown} [body]
 * @returns {ApiRequest}
 */
function send(name, method, url, body, mediaType = JSON_TYPE) {
  if (body === undefined) return { name, request: { method, url } };
  return { name, request: { method, url, headers: { 'Content-Type': mediaType }, body } };
}
