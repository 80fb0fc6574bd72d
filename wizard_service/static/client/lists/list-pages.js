/** Reads the newest investigations of a user, how many are open, and how many wait for a person. */

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { WizardError } from '../problem.js'
 * @import { ActiveInvestigation, HistoryItem } from '../types/lists.js'
 * @import { InvestigationStatus } from '../types/state.js'
 *
 * @typedef {Pick<ActiveInvestigation & HistoryItem, 'investigation_id' | 'name' | 'status'
 *   | 'wizard_step' | 'version' | 'risk_score' | 'risk_level' | 'updated_at'>
 *   & Partial<Pick<ActiveInvestigation, 'user_id' | 'role' | 'open_inputs' | 'executor_status'>>} ListedInvestigation
 *
 * @typedef {{ status?: string, limit: number, offset: number }} PageQuery
 * @typedef {{ rows: ListedInvestigation[], total: number, waiting: number, cursor?: string }} ListPage
 * @typedef {object} InvestigationList
 * @property {ListedInvestigation[]} rows
 * @property {number} openCount
 * @property {number} waitingCount
 * @property {string} [cursor] where the feed of everything goes on after the first request
 */

const PAGE_SIZE = 50;
/** @type {InvestigationStatus[]} */
const OPEN = ['IN_PROGRESS', 'ERROR'];

/** Whether an investigation still needs attention. @param {ListedInvestigation} item */
export const isOpen = ({ status }) => OPEN.includes(status);

export class ListPages {
  /** @param {WizardApi} api */
  constructor(api) {
    this._api = api;
    this._isPollingDisabled = false;
  }

  /**
   * Returns the newest investigations: the open ones up to `limit`, and those that have finished
   * among the newest 50 of all.
   * @param {number} limit a multiple of the page size
   * @returns {Promise<InvestigationList>}
   * @throws {WizardError}
   */
  async read(limit) {
    const newest = await this._page({ limit: PAGE_SIZE, offset: 0 });
    const open = newest.rows.filter(isOpen);
    const { waiting: waitingCount, cursor } = newest;
    if (newest.total <= newest.rows.length) {
      return { rows: newest.rows, openCount: open.length, waitingCount, cursor };
    }
    const parts = await Promise.all(OPEN.map((status) => this._pages(status, limit)));
    const finished = newest.rows.filter((item) => !isOpen(item));
    const rows = [...newestFirst(parts.flatMap((part) => part.rows)).slice(0, limit), ...finished];
    const openCount = parts.reduce((sum, { total }) => sum + total, 0);
    return { rows, openCount, waitingCount, cursor };
  }

  /** @param {InvestigationStatus} status @param {number} limit @returns {Promise<ListPage>} */
  async _pages(status, limit) {
    /** @type {Map<string, ListedInvestigation>} an investigation can move between two pages */
    const byId = new Map();
    for (let offset = 0; ; offset += PAGE_SIZE) {
      const { rows, total, waiting } = await this._page({ status, limit: PAGE_SIZE, offset });
      for (const row of rows) byId.set(row.investigation_id, row);
      const next = offset + PAGE_SIZE;
      if (next >= limit || next >= total) return { rows: [...byId.values()], total, waiting };
    }
  }

  /** @param {PageQuery} query @returns {Promise<ListPage>} */
  async _page(query) {
    if (this._isPollingDisabled) return this._historyPage(query);
    try {
      const { investigations, total, waiting, cursor } = await this._api.active(query);
      return { rows: investigations, total, waiting, cursor };
    } catch (error) {
      if (/** @type {WizardError} */ (error).code !== 'feature_disabled') throw error;
      this._isPollingDisabled = true;
      return this._historyPage(query);
    }
  }

  /**
   * Reads a page where polling is disabled, and the list of active investigations with it. The
   * history has the same rows without those that other users share.
   * @param {PageQuery} query
   * @returns {Promise<ListPage>}
   */
  async _historyPage({ status, limit, offset }) {
    const { items, total } = await this._api.history({ status, limit, page: offset / limit + 1 });
    // Only the first page of all needs it.
    const waiting = status ? { total: 0 } : await this._api.history({ waiting: true, limit: 1 });
    return { rows: items, total, waiting: waiting.total };
  }
}

/** @param {ListedInvestigation[]} rows */
function newestFirst(rows) {
  return [...rows].sort((one, other) => (one.updated_at < other.updated_at ? 1 : -1));
}
