/** The feed as WebSocket messages; with a token, opened by a one-time ticket. */

import { WizardError } from '../problem.js';
import { SessionEnded, Watchdog, ending, refusal } from './session.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { Query } from '../http.js'
 * @import { FeedEvent } from '../types.js'
 * @import { End, Told } from './session.js'
 */

export const SUBPROTOCOL = 'wizard.v1';
// Sent again, with the same id, until acknowledged.
const CRITICAL = ['results_available', 'error_occurred'];
// A consumer that is this far behind reads the rest from the log instead.
const MOST_WAITING = 10_000;
/** @type {Record<number, End>} */
const ENDS = { 4401: 'expired', 4429: 'no_room' };

export class WebSocketTransport {
  /** @param {WizardApi} api @param {string | null} investigationId */
  constructor(api, investigationId) {
    this.name = /** @type {const} */ ('websocket');
    this._api = api;
    this._id = investigationId;
    this._path =
      investigationId === null
        ? '/ws/investigations'
        : `/ws/investigation/${encodeURIComponent(investigationId)}`;
  }

  /** @param {string | null} cursor @param {AbortSignal} signal @returns {AsyncGenerator<Told, void, void>} */
  async *session(cursor, signal) {
    const socket = this._opened({ last_event_id: cursor, ticket: await this._ticket(signal) });
    const watchdog = new Watchdog(signal);
    try {
      yield* this._told(socket, new Mailbox(socket, watchdog.signal), watchdog);
    } catch (failure) {
      throw ending(failure, watchdog.signal);
    } finally {
      watchdog.stop();
      socket.close(1000);
    }
  }

  /** @param {WebSocket} socket @param {Mailbox} mailbox @param {Watchdog} watchdog @returns {AsyncGenerator<Told, void, void>} */
  async *_told(socket, mailbox, watchdog) {
    for (;;) {
      const events = await mailbox.take();
      if (events === null) throw await this._ended(mailbox);
      watchdog.heard(events);
      for (const event of events) {
        if (event.event_type === 'connection_established') socket.send('{"type":"sync"}');
        if (event.event_type === 'state_sync' && event.data.sync_reason === 'explicit_request')
          watchdog.prove();
      }
      yield {
        events: events.filter((event) => event.event_type !== undefined),
        proven: watchdog.isProven,
      };
      for (const event of events) {
        if (event.id && CRITICAL.includes(event.event_type))
          socket.send(JSON.stringify({ type: 'ack', id: event.id }));
      }
    }
  }

  /** @param {Query} query */
  _opened(query) {
    try {
      return new WebSocket(this._api.http.url(this._path, query).replace(/^http/, 'ws'), [
        SUBPROTOCOL,
      ]);
    } catch (failure) {
      // There are none here, or this page may not open one.
      throw new SessionEnded(String(failure), 'unfit');
    }
  }

  /** @param {AbortSignal} signal */
  async _ticket(signal) {
    if (!this._api.http.hasToken) return undefined;
    try {
      return (await this._api.ticket({ signal, attempts: 1 })).ticket;
    } catch (failure) {
      throw failure instanceof WizardError ? refusal(failure) : failure;
    }
  }

  /**
   * A browser does not tell why a handshake failed, so ask in another way whether anybody is there.
   * @param {Mailbox} mailbox
   */
  async _ended({ wasOpen, code }) {
    if (wasOpen) return new SessionEnded(`closed, code ${code}`, ENDS[code] ?? 'broken');
    try {
      const path = this._id === null ? '/healthz' : `/${encodeURIComponent(this._id)}/state`;
      await this._api.http.request(path, { attempts: 1, headers: { 'If-None-Match': '*' } });
    } catch (failure) {
      return failure instanceof WizardError ? refusal(failure) : failure;
    }
    return new SessionEnded('the handshake was refused', 'unfit');
  }
}

/** What has arrived on a socket and nobody has taken yet. */
class Mailbox {
  /** @param {WebSocket} socket @param {AbortSignal} signal */
  constructor(socket, signal) {
    this.wasOpen = false;
    this.code = 0;
    /** @type {FeedEvent[]} */
    this._events = [];
    this._signal = signal;
    this._isClosed = false;
    this._ring = () => {};
    socket.onopen = () => (this.wasOpen = true);
    socket.onmessage = (message) => this._put(socket, message.data);
    socket.onclose = (close) => this._close(close.code);
    signal.addEventListener('abort', () => this._ring(), { once: true });
  }

  /** Return what has arrived, or wait for it; null at the end. @returns {Promise<FeedEvent[] | null>} */
  async take() {
    for (;;) {
      this._signal.throwIfAborted();
      if (this._events.length) return this._events.splice(0);
      if (this._isClosed) return null;
      await /** @type {Promise<void>} */ (new Promise((resolve) => (this._ring = resolve)));
    }
  }

  /** @param {WebSocket} socket @param {string} text */
  _put(socket, text) {
    this._events.push(JSON.parse(text));
    if (this._events.length > MOST_WAITING) {
      socket.onmessage = null;
      socket.close(1000);
    }
    this._ring();
  }

  /** @param {number} code */
  _close(code) {
    this._isClosed = true;
    this.code = code;
    this._ring();
  }
}
