/** The connection of an open investigation to its feed, and its state in the store. */

import { follow } from '../feed/follow.js';
import { WizardError } from '../problem.js';

/**
 * @import { FollowState, TransportName } from '../feed/types.js'
 * @import { FeedEvent } from '../types/feed.js'
 * @import { PollingState, WizardStoreOptions } from './types.js'
 *
 * @typedef {object} FeedListener
 * @property {(event: FeedEvent) => Promise<void>} onEvent the next event waits for it
 * @property {(state: FollowState) => void} onState
 * @property {(event: FeedEvent) => void} onNotice
 * @property {(error: WizardError) => void} onFailure
 */

// Fewer failures in a row are not shown to the user (contract section 6).
const SILENT_FAILURES = 3;

/** @param {FollowState} feed @returns {PollingState} */
export function pollingStateOf(feed) {
  const hasFailed = feed.failures >= SILENT_FAILURES;
  return {
    isPolling: feed.phase !== 'ended',
    isConnected: feed.phase === 'live',
    lastUpdate: feed.last_event_at,
    error: hasFailed ? 'The service does not answer; retrying.' : null,
    retryCount: feed.failures,
    currentInterval: feed.interval_ms ?? 0,
    transport: feed.transport,
    leading: feed.leading,
    cursor: feed.cursor,
  };
}

export class FeedConnection {
  /** @param {string} id @param {WizardStoreOptions} options @param {FeedListener} listener */
  constructor(id, options, listener) {
    this._id = id;
    this._options = options;
    this._listener = listener;
    this._feed = /** @type {ReturnType<typeof follow> | null} */ (null);
  }

  open() {
    if (this._feed) return;
    const { api, transports, shared } = this._options;
    const { onState, onNotice } = this._listener;
    this._feed = follow(api, this._id, { transports, shared, onState, onNotice });
    this._consume(this._feed);
  }

  close() {
    this._feed?.close();
    this._feed = null;
  }

  /** @param {TransportName} [transport] */
  interrupt(transport) {
    this._feed?.interrupt(transport);
  }

  /** @param {ReturnType<typeof follow>} feed */
  async _consume(feed) {
    try {
      for await (const event of feed) await this._listener.onEvent(event);
    } catch (failure) {
      if (!(failure instanceof WizardError)) throw failure;
      this._listener.onFailure(failure);
    } finally {
      if (this._feed === feed) this._feed = null;
    }
  }
}
