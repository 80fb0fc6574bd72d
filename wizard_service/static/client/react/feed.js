/** The hook of a feed: its newest events, and its connection. */

import { follow } from '../feed/follow.js';
import { INITIAL } from '../feed/stream.js';
import { WizardError } from '../problem.js';
import { Observable } from '../store/observable.js';
import { useSource } from './provider.js';
import { Source } from './source.js';

/**
 * @import { FollowState } from '../feed/types.js'
 * @import { WizardStoreOptions } from '../store/types.js'
 * @import { FeedEvent } from '../types/feed.js'
 *
 * @typedef {object} FeedView
 * @property {FeedEvent[]} events stored since the component was mounted, at most 200, the newest
 *   last
 * @property {FollowState} connection
 */

const MAX_EVENTS = 200;

/** @type {FeedView} */
const BEFORE = Object.freeze({ events: [], connection: INITIAL });

/**
 * Follows one investigation, or everything that the caller owns.
 * @param {string | null} [id]
 * @returns {FeedView}
 */
export function useFeed(id = null) {
  const name = id === null ? 'feed' : `feed ${id}`;
  const [state] = useSource(name, (options) => new Source(BEFORE, new LiveFeed(options, id)));
  return state;
}

class LiveFeed {
  /** @param {WizardStoreOptions} options @param {string | null} id */
  constructor(options, id) {
    this._options = options;
    this._id = id;
    this._observable = new Observable(BEFORE);
    this._following = /** @type {ReturnType<typeof follow> | null} */ (null);
    this.getState = this._observable.get;
    this.subscribe = this._observable.subscribe;
  }

  start() {
    const { api, transports, shared } = this._options;
    /** @param {FollowState} connection */
    const onState = (connection) => {
      if (this._following === following) this._observable.set({ connection });
    };
    const following = follow(api, this._id, { transports, shared, onState });
    this._following = following;
    this._observable.set(BEFORE);
    this._collect(following);
  }

  stop() {
    const following = this._following;
    this._following = null;
    following?.close();
  }

  /** @param {ReturnType<typeof follow>} following */
  async _collect(following) {
    try {
      for await (const event of following) this._append(event);
    } catch (failure) {
      // The state of the connection has it as `error`.
      if (!(failure instanceof WizardError)) throw failure;
    }
  }

  /** @param {FeedEvent} event */
  _append(event) {
    if (!event.id) return;
    const { events } = this._observable.get();
    this._observable.set({ events: [...events, event].slice(-MAX_EVENTS) });
  }
}
