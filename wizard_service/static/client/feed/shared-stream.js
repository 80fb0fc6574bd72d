/**
 * One stream for all tabs of a browser. The page that holds the Web Lock leads: it owns the stream
 * and broadcasts each batch with the cursors before and after it. A page that finds a gap between
 * them reads the missing events itself, so a lost message or a lost leader costs a request but
 * never an event.
 */

import { LeaderLock } from './leader-lock.js';
import { isHidden, onWake } from './page-visibility.js';
import { INITIAL } from './stream.js';
import { SubscriberList } from './subscription.js';

/**
 * @import { FeedEvent } from '../types/feed.js'
 * @import { FeedStream, StreamOptions } from './stream.js'
 * @import { FollowState, PageMessage, TransportName } from './types.js'
 */

const HEARTBEAT_MS = 4_000;
// A visible page takes the lead from a leader that has been silent for this time.
const LEADER_TIMEOUT_MS = 2.5 * HEARTBEAT_MS;
/** Other pages do not need to know of every byte received, only of changes of these. */
const BROADCAST_MEMBERS = /** @type {const} */ (['phase', 'transport', 'failures', 'retry_in_ms']);

export class SharedStream {
  /**
   * @param {string} name the same in all pages
   * @param {(options: StreamOptions) => FeedStream} openStream
   */
  constructor(name, openStream) {
    this.name = name;
    this._openStream = openStream;
    this.subscribers = new SubscriberList();
    /** @type {FollowState} */
    this.state = { ...INITIAL, leading: false };
    /**
     * Resolves to the owner of the feed once the stream has received it.
     * @type {Promise<string>}
     */
    this.owner = new Promise((resolve, reject) => {
      this._resolveOwner = resolve;
      this._rejectOwner = reject;
    });
    this.owner.catch(() => undefined);
    this._userId = /** @type {string | null} */ (null);
    this._stream = /** @type {FeedStream | null} */ (null);
    this._isClosed = false;
    // When another page last reported that it is visible.
    this._visibleAt = -Infinity;
    this._leaderSeenAt = performance.now();
    this._channel = new BroadcastChannel(name);
    this._channel.onmessage = ({ data }) => this._receive(data);
    this._stopWaking = onWake((isNetworkLost) => this._announce(isNetworkLost));
    const onLost = () => this._stream?.close();
    this._lock = new LeaderLock(name, () => this._becomeLeader(), onLost);
    this._heartbeatTimer = setInterval(() => this._sendHeartbeat(), HEARTBEAT_MS);
    this._announce(false);
    this._lock.wait();
  }

  close() {
    clearInterval(this._heartbeatTimer);
    this._stopWaking();
    this._stream?.close();
    this._isClosed = true;
    this._lock.leave();
    this._channel.close();
  }

  /** @param {TransportName} [transport] */
  interrupt(transport) {
    if (this._stream) this._stream.interrupt(transport);
    else this._post({ type: 'interrupt', transport });
  }

  async _becomeLeader() {
    const stream = this._openStream(this._leaderOptions(() => this._stream === stream));
    this._stream = stream;
    try {
      for await (const batch of stream.batches()) {
        this._post({ type: 'batch', batch });
        this.subscribers.deliver(batch);
      }
    } catch (failure) {
      // The failure is not broadcast: the next leader sends its own request and gets the same
      // failure.
      this._rejectOwner?.(failure);
      this.subscribers.fail(failure);
    } finally {
      if (this._stream === stream) this._stream = null;
    }
  }

  /** @param {() => boolean} isCurrent @returns {StreamOptions} */
  _leaderOptions(isCurrent) {
    return {
      cursor: this.subscribers.cursor,
      // The end of this page's stream is not reported: another page continues, or `fail` reports.
      onState: (state) => {
        if (isCurrent() && state.phase !== 'ended') this._reportState(state);
      },
      onNotice: (event) => this._reportNotice(event),
      isWatched: () => !isHidden() || performance.now() - this._visibleAt < LEADER_TIMEOUT_MS,
    };
  }

  _sendHeartbeat() {
    if (this._stream) return this._broadcastState(this._stream.state);
    if (isHidden()) return;
    this._post({ type: 'follower_heartbeat', isVisible: true });
    if (performance.now() - this._leaderSeenAt <= LEADER_TIMEOUT_MS) return;
    this._leaderSeenAt = performance.now();
    this._lock.steal();
  }

  /**
   * Asks the leader for its state and makes it check its connection.
   * @param {boolean} isNetworkLost
   */
  _announce(isNetworkLost) {
    this._post({ type: 'follower_heartbeat', isVisible: !isHidden() });
    if (!this._stream) this._post({ type: 'page_woke', isNetworkLost });
  }

  /** @param {FollowState} state of this page's own stream */
  _reportState(state) {
    const isNews = BROADCAST_MEMBERS.some((name) => this.state[name] !== state[name]);
    if (isNews) this._broadcastState(state);
    else this._setState(state);
  }

  /** @param {FollowState} state */
  _broadcastState(state) {
    // The cursor of the last broadcast batch: events after it are not missing yet.
    const { cursor } = this.subscribers;
    this._post({ type: 'leader_heartbeat', state: { ...state, cursor }, userId: this._userId });
    this._setState(state);
  }

  /** @param {FollowState} state */
  _setState(state) {
    this.state = state;
    this.subscribers.reportState(state);
  }

  /** @param {FeedEvent} event */
  _reportNotice(event) {
    if (event.event_type === 'connection_established') this._setOwner(event.user_id);
    this._post({ type: 'notice', event });
    this.subscribers.reportNotice(event);
  }

  /** @param {string | null} userId */
  _setOwner(userId) {
    this._userId ??= userId;
    if (this._userId !== null) this._resolveOwner?.(this._userId);
  }

  /** @param {PageMessage} message */
  _receive(message) {
    if (message.type === 'follower_heartbeat' && message.isVisible) {
      this._visibleAt = performance.now();
    }
    if (this._stream) this._receiveAsLeader(this._stream, message);
    else this._receiveAsFollower(message);
  }

  /** @param {FeedStream} stream @param {PageMessage} message */
  _receiveAsLeader(stream, message) {
    if (message.type === 'follower_heartbeat') this._broadcastState(stream.state);
    else if (message.type === 'page_woke') stream.wake(message.isNetworkLost);
    else if (message.type === 'interrupt') stream.interrupt(message.transport);
  }

  /** @param {PageMessage} message */
  _receiveAsFollower(message) {
    if (message.type === 'batch') this.subscribers.deliver(message.batch);
    else if (message.type === 'notice') this.subscribers.reportNotice(message.event);
    else if (message.type === 'leader_heartbeat') this._followLeader(message);
    else return;
    this._leaderSeenAt = performance.now();
  }

  /** @param {{ state: FollowState, userId: string | null }} heartbeat */
  _followLeader({ state, userId }) {
    this._setOwner(userId);
    this._setState({ ...state, leading: false });
    if (state.cursor !== null) this.subscribers.catchUpTo(state.cursor);
  }

  /** @param {PageMessage} message */
  _post(message) {
    if (!this._isClosed) this._channel.postMessage(message);
  }
}
