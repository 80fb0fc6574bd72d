/** Reads all investigations that match a query of the history, page by page. */

/**
 * @import { WizardApi } from '../../client/index.js'
 * @import { HistoryItem } from '../../client/types/lists.js'
 */

const PAGE_SIZE = 100;
// A list in memory, and a file, of more would stall the page.
const MAX_ITEMS = 20_000;

/**
 * Returns the investigations that match, at most 20,000.
 * @param {WizardApi} api
 * @param {Record<string, string>} query
 * @param {(done: number, total: number) => void} onProgress called after each page
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
    onProgress(byId.size, page.total);
  } while (cursor && byId.size < MAX_ITEMS);
  return [...byId.values()];
}
