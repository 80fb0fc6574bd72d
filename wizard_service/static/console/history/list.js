/** Reads the rows of the history that are shown: as many pages as the user has asked for. */

import { NewestRequest } from '../../client/lists/newest-request.js';

/**
 * @import { WizardApi } from '../../client/index.js'
 * @import { HistoryItem } from '../../client/types/lists.js'
 */

/** How many rows a page has. */
export const LIMIT = 50;
const MAX_PAGES = 20;

export class HistoryList {
  /** The rows, null while loading. @type {HistoryItem[] | null} */
  items = null;
  /** How many rows match, shown or not. */
  total = 0;
  /** How many pages are shown. */
  pages = 1;
  /** @type {string | null} */
  nextCursor = null;
  /** @type {string | null} */
  problem = null;
  _loads = new NewestRequest();

  /** @param {WizardApi} api @param {() => void} onChange */
  constructor(api, onChange) {
    this._api = api;
    this._onChange = onChange;
  }

  /** Shows so many pages from the next time that rows are read. @param {string | undefined} pages */
  show(pages) {
    this.pages = Math.min(Math.max(Number(pages) || 1, 1), MAX_PAGES);
    this.nextCursor = null;
  }

  /** @param {Record<string, string>} query */
  load(query) {
    return this._read(query, null, this.pages, []);
  }

  /** @param {Record<string, string>} query */
  loadMore(query) {
    const cursor = this.nextCursor;
    // A second click must not read the same page again.
    this.nextCursor = null;
    this.pages += 1;
    return this._read(query, cursor, 1, this.items ?? []);
  }

  /**
   * @param {Record<string, string>} query
   * @param {string | null} cursor of the page before
   * @param {number} pages
   * @param {HistoryItem[]} items of the pages before
   */
  async _read(query, cursor, pages, items) {
    const isNewest = this._loads.begin();
    try {
      for (let page = 0; page < pages && (page === 0 || cursor); page += 1) {
        const read = await this._api.history({ ...query, limit: LIMIT, cursor });
        if (!isNewest()) return;
        items = [...items, ...read.items];
        this.total = read.total ?? items.length;
        cursor = read.next_cursor;
      }
      Object.assign(this, { items, nextCursor: cursor, problem: null });
    } catch (error) {
      if (!isNewest()) return;
      this.problem = /** @type {Error} */ (error).message;
    }
    this._onChange();
  }
}
