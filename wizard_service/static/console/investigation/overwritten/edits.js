/**
 * Finds the settings, results, step and status of the user that another user has overwritten without
 * having seen them (`If-Match: *`), and the step or status that another user's decision has replaced
 * (navigation, retry and cancel need no version). Keeps them until the user has put them back or
 * dismissed them.
 */

import { isAfter } from '../../../client/feed/cursor.js';
import { composePatches, isSame, patchAt } from '../../../client/merge-patch.js';
import { leaves } from '../../../elements/display/diff.js';
import { loadItem, saveItem } from '../../storage.js';

/**
 * @import { FeedEvent } from '../../../client/types/feed.js'
 * @import { JsonObject } from '../../../client/types/state.js'
 *
 * @typedef {object} OverwrittenEdit
 * @property {string} path such as `settings.name`, or `wizard_step`, or `status`
 * @property {unknown} mine the value that the user had given
 * @property {string} actor who overwrote it
 * @property {string} at
 * @property {string} id of the event that reported it
 * @property {boolean} unseen whether it was overwritten without having been seen
 */

const RUN = ['wizard_step', 'status'];
/** Decisions, by the value that they replace. The end of a run is none. */
const DECISIONS = new Map([
  ['PROGRESS', ['SETTINGS']],
  ['RESULTS', ['SETTINGS']],
  ['SETTINGS', ['PROGRESS']],
  ['IN_PROGRESS', ['CANCELLED']],
  ['ERROR', ['CANCELLED', 'IN_PROGRESS']],
]);
/** How a run ends that stores its results. */
const ENDS = ['RESULTS', 'COMPLETED'];

/** An EventReader. */
export class OverwrittenEdits {
  _id = '';
  /** The values that the user has set last, by path. @type {Map<string, unknown>} */
  _mine = new Map();
  /** The newest update of another user. @type {FeedEvent | null} */
  _update = null;
  /** @type {Map<string, OverwrittenEdit>} */
  _edits = new Map();

  /** @param {string} user */
  constructor(user) {
    this._user = user;
  }

  /** The edits that the user has neither put back nor dismissed. @returns {OverwrittenEdit[]} */
  get edits() {
    return [...this._edits.values()].filter(({ id }) => !this._isDismissed(id));
  }

  /**
   * A merge patch that puts the user's settings back. The wizard has buttons for a step or status,
   * which ask before they drop anything.
   * @returns {JsonObject}
   */
  get patch() {
    const settings = this.edits.filter(({ path }) => path.startsWith('settings.'));
    const patches = settings.map(({ path, mine }) => patchAt(path, mine));
    return patches.reduce((one, other) => composePatches(one, other), {});
  }

  reset() {
    this._mine.clear();
    this._edits.clear();
    this._update = null;
  }

  /** @param {FeedEvent[]} events */
  add(events) {
    for (const event of events) this._read(event);
  }

  /** Hides what is there now, also after a reload. */
  dismiss() {
    const [first, ...ids] = this.edits.map(({ id }) => id);
    if (!first) return;
    const latest = ids.reduce((one, other) => (isAfter(other, one) ? other : one), first);
    saveItem(this._key, latest);
  }

  /** @param {FeedEvent} event */
  _read(event) {
    this._id = event.investigation_id ?? '';
    if (event.event_type === 'state_updated') this._readUpdate(event);
    if (event.event_type === 'concurrent_access') this._readOverwrite(event);
  }

  /** @param {FeedEvent} event */
  _readUpdate(event) {
    this._settle();
    const isMine = event.actor === this._user;
    if (!isMine) this._update = event;
    for (const [path, value] of this._valuesOf(event)) {
      if (!isMine) this._compare(event, path, value, false);
      if (isMine) this._mine.set(path, value);
      if (isMine || isSame(value, this._edits.get(path)?.mine)) this._edits.delete(path);
    }
  }

  /**
   * Reads the event that the service appends to an update that has overwritten a version unseen.
   * @param {FeedEvent} event
   */
  _readOverwrite(event) {
    const update = this._update;
    if (!update || update.version !== event.version) return;
    for (const [path, value] of this._valuesOf(update)) {
      const isEnd =
        Boolean(update.data.changes.results) && ENDS.includes(/** @type {any} */ (value));
      if (!isEnd) this._compare(event, path, value, true);
    }
    this._settle();
  }

  /**
   * Keeps the value of the user that another user has replaced.
   * @param {FeedEvent} event
   * @param {string} path
   * @param {any} value
   * @param {boolean} unseen
   */
  _compare({ id = '', actor = '', timestamp: at }, path, value, unseen) {
    const mine = this._mine.get(path);
    if (mine === undefined || isSame(mine, value)) return;
    const isDecision = DECISIONS.get(/** @type {string} */ (mine))?.includes(value);
    if (unseen || (RUN.includes(path) && isDecision)) {
      this._edits.set(path, { path, mine, actor, at, id, unseen });
    }
  }

  /** The values that another user's update has set are no longer the user's. */
  _settle() {
    if (this._update) for (const [path] of this._valuesOf(this._update)) this._mine.delete(path);
    this._update = null;
  }

  /**
   * Lists what an update has set. A removal of a section sets every value of the user to null.
   * The step and status of a new investigation are those of every new one.
   * @param {FeedEvent} event
   * @returns {[string, unknown][]}
   */
  _valuesOf({ data }) {
    const { settings, results, ...changes } = data.changes ?? {};
    const isNew = !data.previous_version;
    const run = Object.entries(changes).filter(([name]) => !isNew && RUN.includes(name));
    return [...this._leaves('settings', settings), ...this._leaves('results', results), ...run];
  }

  /** @param {string} name @param {JsonObject | null | undefined} section @returns {[string, unknown][]} */
  _leaves(name, section) {
    if (section) return leaves({ [name]: section });
    const paths = section === null ? [...this._mine.keys()] : [];
    return paths.filter((path) => path.startsWith(`${name}.`)).map((path) => [path, null]);
  }

  get _key() {
    return `wizard.dismissed.${encodeURIComponent(this._user)}.${this._id}`;
  }

  /** @param {string} id */
  _isDismissed(id) {
    const latest = loadItem(this._key);
    return latest !== null && !isAfter(id, latest);
  }
}
