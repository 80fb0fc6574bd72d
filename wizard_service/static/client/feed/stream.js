/** A feed stream that reconnects: one transport, one cursor, each event once and in order. */

import { sleep } from '../backoff.js';
import { WizardError } from '../problem.js';
import { FeedCursor } from './cursor.js';
import { isHidden, onWake } from './page-visibility.js';
import { SessionEnded } from './session.js';
import { SPREAD_MS, TransportFallback, reconnectDelayMs } from './transport-fallback.js';
import { TRANSPORTS, makeTransports } from './transports.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { FeedTransport, Received } from './session.js'
 * @import { Batch, FollowOptions, FollowState, TransportName } from './types.js'
 *
 * @typedef {FollowOptions & { isWatched?: () => boolean }} StreamOptions isWatched: whether a
 *   visible page shows the events
 */

const HIDDEN_INTERVAL_MS = 30_000;
// A woken page does not trust a stream that has been idle for longer than any heartbeat interval.
const MAX_IDLE_MS = 40_000;

/** @type {FollowState} */
export const INITIAL = Object.freeze({
  phase: 'connecting',
  transport: null,
  leading: true,
  cursor: null,
  failures: 0,
  retry_in_ms: null,
  interval_ms: null,
  last_event_at: null,
  error: null,
});

export class FeedStream {
  /**
   * @param {WizardApi} api
   * @param {string | null} investigationId null: everything the caller owns
   * @param {StreamOptions} options
   */
  constructor(api, investigationId, options) {
    const { cursor = null, transports = TRANSPORTS, signal } = options;
    this._api = api;
    this._transports = makeTransports(api, investigationId, transports);
    this._fallback = new TransportFallback(this._transports.length);
    this._cursor = new FeedCursor(cursor);
    this._closing = new AbortController();
    this._signal = AbortSignal.any([this._closing.signal, ...(signal ? [signal] : [])]);
    this._waking = new AbortController();
    this._session = new AbortController();
    this._onState = options.onState ?? (() => undefined);
    this._onNotice = options.onNotice ?? (() => undefined);
    this._isWatched = options.isWatched ?? (() => !isHidden());
    this.state = { ...INITIAL, cursor };
  }

  /** @returns {AsyncGenerator<Batch, void, void>} */
  async *batches() {
    const stopWaking = onWake((isNetworkLost) => this.wake(isNetworkLost));
    try {
      while (!this._signal.aborted) yield* this._connect();
    } catch (failure) {
      if (!this._signal.aborted) {
        this._report({ error: failure instanceof WizardError ? failure : null });
        throw failure;
      }
    } finally {
      stopWaking();
      this._api.http.isPolling = false;
      this._closing.abort();
      this._report({ phase: 'ended', retry_in_ms: null });
    }
  }

  /** Ends the session and reconnects. @param {TransportName} [transport] default: as before */
  interrupt(transport) {
    const level = this._transports.findIndex(({ name }) => name === transport);
    if (level >= 0) this._fallback.use(level);
    this._cutSession('interrupted');
  }

  close() {
    this._closing.abort();
  }

  /**
   * Ends a wait, and a stream that may be broken: the page became visible or the network returned.
   * @param {boolean} isNetworkLost
   */
  wake(isNetworkLost) {
    const idleMs = Date.now() - Date.parse(this.state.last_event_at ?? '');
    const isDoubtful = isNetworkLost || idleMs > MAX_IDLE_MS;
    setTimeout(() => {
      this._waking.abort();
      const isStreaming = this.state.phase === 'live' && this.state.interval_ms === null;
      if (isDoubtful && isStreaming) this._cutSession('woken');
    }, Math.random() * SPREAD_MS);
  }

  /** Runs one session and waits after it. @returns {AsyncGenerator<Batch, void, void>} */
  async *_connect() {
    const level = this._fallback.choose();
    const transport = this._transports[level];
    const progress = { hasStarted: false };
    this._api.http.isPolling = transport.name.endsWith('poll');
    this._session = new AbortController();
    this._waking = new AbortController();
    const isLive = this.state.phase === 'live' && this.state.transport === transport.name;
    const connecting = { transport: transport.name, retry_in_ms: null, interval_ms: null };
    if (!isLive) this._report({ phase: 'connecting', ...connecting });
    try {
      yield* this._runSession(transport, isLive, progress);
      this._closing.abort();
    } catch (failure) {
      if (this._signal.aborted) return;
      if (!(failure instanceof SessionEnded)) throw failure;
      await this._recover(failure, level, progress.hasStarted);
    }
  }

  /**
   * @param {FeedTransport} transport
   * @param {boolean} isLive
   * @param {{ hasStarted: boolean }} progress
   * @returns {AsyncGenerator<Batch, void, void>}
   */
  async *_runSession(transport, isLive, progress) {
    const signal = AbortSignal.any([this._signal, this._session.signal]);
    // A session of a less preferred transport can last for hours.
    const retry = () => this._fallback.level > 0 && this._cutSession('retry');
    const retryTimer = setTimeout(retry, this._fallback.retryInMs);
    try {
      for await (const received of transport.session(this._cursor.value, signal, isLive)) {
        const from = this._cursor.value;
        const events = this._accept(received);
        // Control events alone do not count as a start: a transport that delivers nothing else is
        // replaced.
        if (received.proven || events.length) progress.hasStarted = true;
        const to = this._cursor.value;
        if (events.length || from !== to) yield { events, from, to };
      }
    } finally {
      clearTimeout(retryTimer);
    }
  }

  /** Advances, reports the state, returns the events to deliver. @param {Received} received */
  _accept({ events, proven, cursor }) {
    const fresh = this._cursor.advance(events);
    this._cursor.moveTo(cursor);
    const progress = { cursor: this._cursor.value, last_event_at: new Date().toISOString() };
    if (proven) {
      this._fallback.confirm();
      this._report({ phase: 'live', failures: 0, retry_in_ms: null, ...progress });
    } else this._report(progress);
    for (const event of events) {
      if (!event.id && event.event_type !== 'state_sync') this._onNotice(event);
    }
    return fresh;
  }

  /** @param {SessionEnded} ended @param {number} level @param {boolean} hasStarted */
  async _recover(ended, level, hasStarted) {
    const { reason } = ended;
    if (reason === 'cut') return;
    if (reason === 'completed') return this._pause(ended.waitMs ?? 0);
    // A failed renewal is repeated: the next session is answered with 401.
    if (reason === 'expired') await this._api.http.credentials.renew().catch(() => null);
    const failures = hasStarted ? 0 : this.state.failures;
    this._fallback.degradeAfter(reason, failures, hasStarted);
    // Each transport is tried at once when another fails, but only once in a row.
    const isNextUntried = this._fallback.level !== level && failures < this._transports.length;
    const waitMs = reconnectDelayMs(ended, failures, isNextUntried, this._api.http.backoff);
    const counted = hasStarted ? 0 : failures + 1;
    this._report({ phase: 'waiting', failures: counted, retry_in_ms: Math.round(waitMs) });
    await sleep(waitMs, this._signal, this._waking.signal);
  }

  /** Waits between two polls. @param {number} advisedMs */
  async _pause(advisedMs) {
    const ms = this._isWatched() ? advisedMs : Math.max(advisedMs, HIDDEN_INTERVAL_MS);
    this._report({ interval_ms: ms });
    await sleep(ms, this._signal, this._waking.signal);
  }

  /** @param {string} message */
  _cutSession(message) {
    this._session.abort(new SessionEnded(message, 'cut'));
    this._waking.abort();
  }

  /** @param {Partial<FollowState>} members */
  _report(members) {
    this.state = { ...this.state, ...members };
    this._onState(this.state);
  }
}
