/** Runs one action on many investigations, a few with each request, so that progress can be shown. */

/**
 * @import { WizardApi } from '../../client/index.js'
 * @import { BulkActionName } from '../../client/types/history.js'
 *
 * @typedef {{ id: string, detail: string }} Refusal
 * @typedef {{ doneIds: string[], refusals: Refusal[] }} BulkReport
 */

const IDS_PER_REQUEST = 20;

/**
 * Runs the action on each investigation, until the signal stops it between two requests.
 * @param {WizardApi} api
 * @param {BulkActionName} action
 * @param {string[]} ids
 * @param {(done: number) => void} onProgress called after each request
 * @param {AbortSignal} signal
 * @returns {Promise<BulkReport>}
 */
export async function runOnMany(api, action, ids, onProgress, signal) {
  /** @type {BulkReport} */
  const report = { doneIds: [], refusals: [] };
  for (let first = 0; first < ids.length && !signal.aborted; first += IDS_PER_REQUEST) {
    const some = ids.slice(first, first + IDS_PER_REQUEST);
    const { results } = await api.runBulk({ action, investigation_ids: some });
    for (const { investigation_id: id, done, detail = '' } of results) {
      if (done) report.doneIds.push(id);
      else report.refusals.push({ id, detail });
    }
    onProgress(first + some.length);
  }
  return report;
}
