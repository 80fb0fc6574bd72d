/** Reads all investigations that match a query, and runs one action on many, with the progress of both. */

/**
 * @import { WizardApi } from '../../client/index.js'
 * @import { BulkActionName } from '../../client/types/history.js'
 * @import { HistoryItem } from '../../client/types/lists.js'
 *
 * @typedef {{ id: string, detail: string }} Refusal
 * @typedef {{ doneIds: string[], refusals: Refusal[] }} BulkReport
 */

const IDS_PER_REQUEST = 20;
const PAGE_SIZE = 100;
// A list in memory, and a file, of more would stall the page.
export const MAX_ITEMS = 20_000;

/**
 * Returns the investigations that match, at most 20,000.
 * @param {WizardApi} api
 * @param {Record<string, string>} query
 * @param {(done: number) => void} onProgress called after each page
 * @param {AbortSignal} signal
 * @returns {Promise<HistoryItem[]>}
 */
export async function readMatching(api, query, onProgress, signal) {
  /** @type {Map<string, HistoryItem>} one that changes meanwhile may move to a later page */
  const byId = new Map();
  /** @type {string | null | undefined} */
  let cursor;
  do {
    const parameters = { ...query, limit: PAGE_SIZE, cursor };
    const page = await api.history(parameters, { signal });
    for (const item of page.items) byId.set(item.investigation_id, item);
    cursor = page.next_cursor;
    onProgress(byId.size);
  } while (cursor && byId.size < MAX_ITEMS);
  return [...byId.values()];
}

/**
 * Runs the action on each investigation, until the signal stops it between two requests.
 * @param {WizardApi} api
 * @param {BulkActionName} action
 * @param {string[]} ids
 * @param {BulkReport} report what has been done, also when a later request fails
 * @param {(done: number) => void} onProgress called after each request
 * @param {AbortSignal} signal
 */
export async function runOnMany(api, action, ids, report, onProgress, signal) {
  for (let first = 0; first < ids.length && !signal.aborted; first += IDS_PER_REQUEST) {
    const some = ids.slice(first, first + IDS_PER_REQUEST);
    const { results } = await api.runBulk({ action, investigation_ids: some });
    for (const { investigation_id: id, done, detail = '' } of results) {
      if (done) report.doneIds.push(id);
      else report.refusals.push({ id, detail });
    }
    onProgress(first + some.length);
  }
}
