/** Runs what the user does with the selected rows of the history, and with all that match. */

import { texts } from '../../texts/console.js';
import { confirmed } from '../shell/dialog.js';
import { MAX_ITEMS, readMatching, runOnMany } from './many.js';
import { saveItems } from './export.js';

/**
 * @import { BulkActionName } from '../../client/types/history.js'
 * @import { HistoryItem } from '../../client/types/lists.js'
 * @import { WorkProgress } from '../../elements/history/selection.js'
 * @import { App } from '../app.js'
 * @import { BulkReport } from './many.js'
 * @import { ExportFormat } from './export.js'
 */

/** @type {Partial<Record<BulkActionName, BulkActionName>>} */
const OPPOSITES = { archive: 'restore', restore: 'archive' };

export class HistoryActions {
  /** How far the work has got, null while there is none. @type {WorkProgress | null} */
  progress = null;
  /** The investigations that refused the last action. @type {{ text: string, details: string[] } | null} */
  refused = null;
  _stopping = new AbortController();

  /** @param {App} app @param {() => void} onDone called when investigations have changed */
  constructor(app, onDone) {
    this._app = app;
    this._onDone = onDone;
  }

  stop() {
    this._stopping.abort();
  }

  dismissRefused() {
    this.refused = null;
    this._app.render();
  }

  /** @param {BulkActionName} action @param {HistoryItem[]} items */
  async act(action, items) {
    if (this.progress || !(await isConfirmed(action, items))) return;
    const ids = items.map((item) => item.investigation_id);
    const names = new Map(items.map((item) => [item.investigation_id, item.name]));
    const doing = texts.history.running[action];
    /** @type {BulkReport} */
    const report = { doneIds: [], refusals: [] };
    await this._work(doing, ids.length, (onProgress, signal) =>
      runOnMany(this._app.api, action, ids, report, onProgress, signal),
    );
    this._reportOn(action, report, names);
    this._onDone();
  }

  /**
   * Returns all investigations that match.
   * @param {Record<string, string>} query
   * @param {number} total
   */
  readMatching(query, total) {
    return this._readAll(texts.history.selecting, query, total);
  }

  /** @param {ExportFormat} format @param {Record<string, string>} query @param {number} total */
  async export(format, query, total) {
    const items = await this._readAll(texts.history.exporting, query, total);
    if (items) saveItems(format, items);
  }

  /** @param {string} text @param {Record<string, string>} query @param {number} total */
  async _readAll(text, query, total) {
    const items = await this._work(text, total, (onProgress, signal) =>
      readMatching(this._app.api, query, onProgress, signal),
    );
    if (items && items.length < total && items.length >= MAX_ITEMS) {
      this._app.notices.show(texts.history.onlySome(items.length, total), 'error');
    }
    return items;
  }

  /**
   * Shows the progress of some work, which the user can stop.
   * @template T
   * @param {string} text
   * @param {number} total
   * @param {(onProgress: (done: number) => void, signal: AbortSignal) => Promise<T>} work
   * @returns {Promise<T | undefined>} undefined when it failed or was stopped
   */
  async _work(text, total, work) {
    this._stopping = new AbortController();
    const { signal } = this._stopping;
    const show = (/** @type {number} */ done) => {
      this.progress = { text, done, total };
      this._app.render();
    };
    show(0);
    const result = await this._app.attempt(() => unlessStopped(work(show, signal), signal));
    this.progress = null;
    this._app.render();
    return result;
  }

  /** @param {BulkActionName} action @param {BulkReport} report @param {Map<string, string | null>} names */
  _reportOn(action, { doneIds, refusals }, names) {
    const { done, refused } = texts.history;
    const opposite = OPPOSITES[action];
    const items = doneIds.map((id) => /** @type {HistoryItem} */ ({ investigation_id: id }));
    const offer = opposite
      ? { label: texts.common.undo, act: () => this.act(opposite, items) }
      : null;
    if (doneIds.length) this._app.notices.show(done[action](doneIds.length), 'done', offer);
    const text = refused[action](refusals.length);
    this.refused = refusals.length ? { text, details: detailsOf(refusals, names) } : null;
  }
}

/** @param {BulkActionName} action @param {HistoryItem[]} items */
async function isConfirmed(action, items) {
  if (action !== 'cancel' && action !== 'delete') return true;
  const { question, text, verb } = texts.history.questions[action];
  const count = items.length;
  return confirmed({ title: question(count), text, verb: verb(count), isDangerous: true });
}

/** @param {BulkReport['refusals']} refusals @param {Map<string, string | null>} names */
function detailsOf(refusals, names) {
  return refusals.map(({ id, detail }) => `${names.get(id) ?? id}: ${detail}`);
}

/**
 * @template T
 * @param {Promise<T>} work
 * @param {AbortSignal} signal
 * @returns {Promise<T | undefined>}
 */
async function unlessStopped(work, signal) {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
