/** One stream of this page's own: the transport that works, one cursor, each event once and in order. */

import { BACKOFF, backoffMs, sleep } from '../backoff.js';
import { WizardError } from '../problem.js';
import { Ladder } from './transport-fallback.js';
import { isHidden, onWake } from './page-visibility.js';
import { FeedCursor } from './cursor.js';
import { SessionEnded } from './session.js';
import { TRANSPORTS, makeTransports } from './transports.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { FeedEvent } from '../types.js'
 * @import { FeedTransport, Told } from './session.js'
 * @import { Batch, FollowOptions, FollowState, TransportName } from './types.js'
 */

// Pages that wake together come back spread over this time.
const WAKE_SPREAD_MS = 500;
const HIDDEN_INTERVAL_MS = 30_000;
// A stream that has been quiet for longer than any heartbeat when the page is seen again is not worth trusting.
const QUIET_MS = 40_000;

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

export class OwnStream {
  /**
   * @param {WizardApi} api
   * @param {string | null} investigationId
   * @param {FollowOptions & { isWatched?: () => boolean }} options isWatched: whether anybody looks at what it tells
   */
  constructor(
    api,
    investigationId,
    { cursor = null, transports = [...TRANSPORTS], signal, onState, onNotice, isWatched },
  ) {
    this._api = api;
    this._transports = makeTransports(api, investigationId, transports);
    this._ladder = new Ladder(this._transports.length);
    this._cursor = new FeedCursor(cursor);
    this._closing = new AbortController();
    this._signal = signal ? AbortSignal.any([signal, this._closing.signal]) : this._closing.signal;
    this._wakening = new AbortController();
    this._session = new AbortController();
    this._onState = onState ?? (() => undefined);
    this._onNotice = onNotice ?? (() => undefined);
    this._isWatched = isWatched ?? (() => !isHidden());
    this.state = { ...INITIAL, cursor };
  }

  /** @returns {AsyncGenerator<Batch, void, void>} */
  async *batches() {
    const unwatch = onWake((isCut) => this.wake(isCut));
    try {
      while (!this._signal.aborted) yield* this._once();
    } catch (failure) {
      if (!this._signal.aborted) {
        this._say({ error: failure instanceof WizardError ? failure : null });
        throw failure;
      }
    } finally {
      unwatch();
      this._closing.abort();
      this._say({ phase: 'ended', retry_in_ms: null });
    }
  }

  /** @param {TransportName} [transport] */
  interrupt(transport) {
    const rung = this._transports.findIndex((each) => each.name === transport);
    if (rung >= 0) this._ladder.goTo(rung);
    this._cut('interrupted');
  }

  close() {
    this._closing.abort();
  }

  /** One session, and the wait after it. @returns {AsyncGenerator<Batch, void, void>} */
  async *_once() {
    const rung = this._ladder.choose();
    const transport = this._transports[rung];
    const progress = { began: false };
    this._session = new AbortController();
    this._wakening = new AbortController();
    const isLive = this.state.transport === transport.name && this.state.phase === 'live';
    if (!isLive) {
      this._say({
        phase: 'connecting',
        transport: transport.name,
        retry_in_ms: null,
        interval_ms: null,
      });
    }
    try {
      yield* this._listen(transport, isLive, progress);
      this._closing.abort();
    } catch (failure) {
      if (this._signal.aborted) return;
      if (!(failure instanceof SessionEnded)) throw failure;
      await this._recover(failure, rung, progress.began);
    }
  }

  /**
   * @param {FeedTransport} transport @param {boolean} isLive @param {{ began: boolean }} progress
   * @returns {AsyncGenerator<Batch, void, void>}
   */
  async *_listen(transport, isLive, progress) {
    const signal = AbortSignal.any([this._signal, this._session.signal]);
    const climbing = this._climbLater();
    try {
      for await (const told of transport.session(this._cursor.value, signal, isLive)) {
        if (told.proven) this._ladder.hold();
        const from = this._cursor.value;
        const events = this._cursor.advance(told.events);
        // A greeting alone is no beginning: what never gets further has to give way to another transport.
        if (told.proven || events.length) progress.began = true;
        this._cursor.moveTo(told.cursor);
        this._heard(told);
        if (events.length || from !== this._cursor.value)
          yield { events, from, to: this._cursor.value };
      }
    } finally {
      clearTimeout(climbing);
    }
  }

  /** @param {Told} told */
  _heard(told) {
    const now = new Date().toISOString();
    const live = told.proven
      ? { phase: /** @type {const} */ ('live'), failures: 0, retry_in_ms: null }
      : {};
    this._say({ ...live, cursor: this._cursor.value, last_event_at: now });
    told.events
      .filter((event) => !event.id && event.event_type !== 'state_sync')
      .forEach(this._onNotice);
  }

  /** @param {SessionEnded} ended @param {number} rung @param {boolean} began */
  async _recover(ended, rung, began) {
    const { end } = ended;
    if (end === 'cut') return;
    if (end === 'expired') await this._renew();
    if (end === 'answered') return this._rest(ended.waitMs ?? 0);
    if (end === 'unfit' || end === 'no_room' || (end === 'broken' && !began))
      this._ladder.stepDown();
    const failures = began ? 0 : this.state.failures + 1;
    const waitMs = this._waitMs(ended, began ? 0 : this.state.failures, this._ladder.rung !== rung);
    this._say({ phase: 'waiting', failures, retry_in_ms: Math.round(waitMs) });
    await sleep(waitMs, this._signal, this._wakening.signal);
  }

  async _renew() {
    // Whoever cannot get a new one now is told 401 by the next session, and asked again.
    await this._api.http.token(true).catch(() => null);
  }

  /** Between two polls. @param {number} advisedMs */
  async _rest(advisedMs) {
    const ms = this._isWatched() ? advisedMs : Math.max(advisedMs, HIDDEN_INTERVAL_MS);
    this._say({ interval_ms: ms });
    await sleep(ms, this._signal, this._wakening.signal);
  }

  /** @param {SessionEnded} ended @param {number} failures @param {boolean} hasMoved */
  _waitMs({ end, waitMs }, failures, hasMoved) {
    // What one transport cannot do says nothing about when to try the next: but each only once in a row.
    const isOthersTurn = hasMoved && end !== 'unreachable' && failures < this._transports.length;
    if (end === 'expired' || (isOthersTurn && (waitMs === null || end === 'no_room')))
      return Math.random() * WAKE_SPREAD_MS;
    return waitMs ?? backoffMs(failures, BACKOFF);
  }

  /** A stream of a lesser transport may live for long: end it when it is time to try the best again. */
  _climbLater() {
    if (this._ladder.rung === 0) return undefined;
    return setTimeout(() => this._cut('climbing'), this._ladder.climbInMs);
  }

  /** The page is seen again, or the network is back. @param {boolean} isCut what was connected is surely gone */
  wake(isCut) {
    const quietMs = Date.now() - Date.parse(this.state.last_event_at ?? '');
    const isDoubtful = isCut || quietMs > QUIET_MS;
    setTimeout(() => {
      this._wakening.abort();
      if (isDoubtful && this.state.phase === 'live' && this.state.interval_ms === null)
        this._cut('woken');
    }, Math.random() * WAKE_SPREAD_MS);
  }

  /** @param {string} why */
  _cut(why) {
    this._session.abort(new SessionEnded(why, 'cut'));
    this._wakening.abort();
  }

  /** @param {Partial<FollowState>} members */
  _say(members) {
    this.state = { ...this.state, ...members };
    this._onState(this.state);
  }
}
