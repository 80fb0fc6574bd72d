/** Lists the API requests behind the actions on an investigation, for users who write a program. */

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
    send('Read the state', 'GET', `${url}/state`),
    send('Poll: state and cursor', 'GET', `${url}/poll`),
    send('Follow as server-sent events', 'GET', `${url}/stream`),
    ...(settings ? [change('Change the settings', { settings: { name: settings.name } })] : []),
    change('Start', { wizard_step: 'PROGRESS' }),
    send('Report events, as an executor does', 'POST', `${url}/events`, [PROGRESS_EVENT]),
    send('Cancel', 'POST', `${url}/cancel`),
    send('Retry after an error', 'POST', `${url}/retry`),
    send('Read the audit trail', 'GET', `${url}/audit`),
    ...creations(baseUrl, state),
    send('Archive', 'POST', `${baseUrl}/history/${encodeURIComponent(id)}/archive`),
  ];
}

/** @param {string} baseUrl @param {WizardState} state */
function creations(baseUrl, { investigation_id: id, settings }) {
  if (!settings) return [];
  const template = { name: settings.name, from_investigation: id };
  const again = 'Create another with these settings';
  return [
    send('Save as template', 'POST', `${baseUrl}/templates`, template),
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
