/** The feed as WebSocket messages. With a token, a one-time ticket opens the socket. */

import { WizardError } from '../problem.js';
import { SessionEnded, Watchdog, failureOf, sessionEndOf } from './session.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { Query } from '../http.js'
 * @import { FeedEvent } from '../types/feed.js'
 * @import { EndReason, Received } from './session.js'
 */

export const SUBPROTOCOL = 'wizard.v1';
// The service sends these again, with the same id, until they are acknowledged.
const ACKNOWLEDGED = ['results_available', 'error_occurred'];
// A consumer that is this far behind reads the rest from the event log instead.
const MAX_BUFFERED_EVENTS = 10_000;
/** @type {Record<number, EndReason>} */
const REASONS = { 4401: 'expired', 4429: 'over_capacity' };

export class WebSocketTransport {
  /**
   * @param {WizardApi} api
   * @param {string | null} investigationId null: everything the caller owns
   */
  constructor(api, investigationId) {
    this.name = /** @type {const} */ ('websocket');
    this._api = api;
    this._id = investigationId === null ? null : encodeURIComponent(investigationId);
    this._path = this._id === null ? '/ws/investigations' : `/ws/investigation/${this._id}`;
  }

  /**
   * @param {string | null} cursor
   * @param {AbortSignal} signal
   * @returns {AsyncGenerator<Received, void, void>}
   */
  async *session(cursor, signal) {
    const socket = this._open({ last_event_id: cursor, ticket: await this._ticket(signal) });
    const watchdog = new Watchdog(signal);
    try {
      yield* this._read(socket, watchdog);
    } catch (failure) {
      throw failureOf(failure, watchdog.signal);
    } finally {
      watchdog.stop();
      socket.close(1000);
    }
  }

  /**
   * @param {WebSocket} socket
   * @param {Watchdog} watchdog
   * @returns {AsyncGenerator<Received, void, void>}
   */
  async *_read(socket, watchdog) {
    const buffer = new BoundedReceiveBuffer(socket, watchdog.signal);
    for (let events = await buffer.take(); events; events = await buffer.take()) {
      watchdog.received(events);
      for (const { event_type, data } of events) {
        if (event_type === 'connection_established') socket.send('{"type":"sync"}');
        const isAnswer = event_type === 'state_sync' && data.sync_reason === 'explicit_request';
        if (isAnswer) watchdog.prove();
      }
      const feedEvents = events.filter(({ event_type }) => event_type !== undefined);
      yield { events: feedEvents, proven: watchdog.isProven };
      for (const { id, event_type } of feedEvents) {
        if (id && ACKNOWLEDGED.includes(event_type))
          socket.send(JSON.stringify({ type: 'ack', id }));
      }
    }
    throw await this._endOf(buffer);
  }

  /** @param {Query} query */
  _open(query) {
    try {
      const url = this._api.http.url(this._path, query).replace(/^http/, 'ws');
      return new WebSocket(url, [SUBPROTOCOL]);
    } catch (failure) {
      // The runtime has no WebSocket, or the page's policy forbids this address.
      throw new SessionEnded(String(failure), 'unsupported');
    }
  }

  /** @param {AbortSignal} signal */
  async _ticket(signal) {
    if (!this._api.http.credentials.usesToken) return undefined;
    try {
      return (await this._api.ticket({ signal, attempts: 1 })).ticket;
    } catch (failure) {
      throw failure instanceof WizardError ? sessionEndOf(failure) : failure;
    }
  }

  /**
   * Determines why the socket closed. A browser hides why a handshake failed, so a plain request
   * probes whether the service answers.
   * @param {BoundedReceiveBuffer} buffer
   */
  async _endOf({ wasOpen, code }) {
    if (wasOpen) return new SessionEnded(`closed, code ${code}`, REASONS[code]);
    try {
      const path = this._id === null ? '/healthz' : `/${this._id}/state`;
      const headers = { 'If-None-Match': '*' };
      await this._api.http.request(path, { attempts: 1, headers });
    } catch (failure) {
      return failure instanceof WizardError ? sessionEndOf(failure) : failure;
    }
    return new SessionEnded('the handshake was refused', 'unsupported');
  }
}

/** Buffers the events of a socket until they are taken, and closes the socket when it is full. */
class BoundedReceiveBuffer {
  /** @param {WebSocket} socket @param {AbortSignal} signal */
  constructor(socket, signal) {
    this.wasOpen = false;
    this.code = 0;
    /** @type {FeedEvent[]} */
    this._events = [];
    this._signal = signal;
    this._isClosed = false;
    this._wake = () => {};
    socket.onopen = () => (this.wasOpen = true);
    socket.onmessage = (message) => this._put(socket, message.data);
    socket.onclose = (close) => this._close(close.code);
    signal.addEventListener('abort', () => this._wake(), { once: true });
  }

  /** Returns the buffered events, waits for some, or returns null at the end. */
  async take() {
    for (;;) {
      this._signal.throwIfAborted();
      if (this._events.length) return this._events.splice(0);
      if (this._isClosed) return null;
      await /** @type {Promise<void>} */ (new Promise((resolve) => (this._wake = resolve)));
    }
  }

  /** @param {WebSocket} socket @param {string} text */
  _put(socket, text) {
    this._events.push(JSON.parse(text));
    if (this._events.length > MAX_BUFFERED_EVENTS) {
      socket.onmessage = null;
      socket.close(1000);
    }
    this._wake();
  }

  /** @param {number} code */
  _close(code) {
    this._isClosed = true;
    this.code = code;
    this._wake();
  }
}
