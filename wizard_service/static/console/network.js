/**
 * Sends all requests of the page and opens its sockets. The user can cut this network, after which
 * both fail as they do without one. It records the requests so that the user can copy them.
 */

import { texts } from '../texts/console.js';
import { compareClocks } from './shell/clock.js';

const MAX_REQUESTS = 50;
const LOGIN = /\/session(\/login)?$/;
const UNRECORDED_READS = /\/(poll|ticket|tickets|active|health|checkpoint)(\?|$)/;
const UNRECORDED = /\/stream$|\/session(\/|$)/;

/**
 * @typedef {object} RecordedRequest
 * @property {string} key
 * @property {string} method
 * @property {string} url
 * @property {string} path with the query
 * @property {Record<string, string>} headers that matter to the service
 * @property {string} [body]
 * @property {number} status of the response
 * @property {number} ms
 * @property {string} time
 */

export class Network {
  isCut = false;
  /** The requests so far, the newest first. @type {RecordedRequest[]} */
  requests = [];
  onChange = () => {};
  /** @type {Set<WebSocket>} */
  _sockets = new Set();
  _cutting = new AbortController();
  _count = 0;

  constructor() {
    /** @type {typeof fetch} */
    this.fetch = this._send.bind(this);
    replaceWebSocket(this);
    for (const type of ['online', 'offline']) window.addEventListener(type, () => this.onChange());
  }

  cut() {
    this.isCut = true;
    this._cutting.abort(new TypeError(texts.shell.networkWasCut));
    for (const socket of this._sockets) socket.close();
    this.onChange();
  }

  restore() {
    this.isCut = false;
    this._cutting = new AbortController();
    // Code that waits for a network waits for this event.
    window.dispatchEvent(new Event('online'));
    this.onChange();
  }

  /**
   * Returns a fetch for one session: what the session has sent is aborted when it ends. A late
   * response would act on the session of the next user, and a 401 would end it.
   * @param {AbortSignal} ended
   * @returns {typeof fetch}
   */
  fetchUntil(ended) {
    return (address, { signal, ...init } = {}) =>
      this._send(address, { ...init, signal: signal ? AbortSignal.any([signal, ended]) : ended });
  }

  /** Opens a socket only while the network is up. @param {WebSocket} socket */
  watch(socket) {
    this._sockets.add(socket);
    socket.addEventListener('close', () => this._sockets.delete(socket));
    if (this.isCut) socket.close();
  }

  /** @param {RequestInfo | URL} address @param {RequestInit} [init] */
  async _send(address, init = {}) {
    if (this.isCut) throw new TypeError(texts.shell.networkWasCut);
    const cut = this._cutting.signal;
    const signal = init.signal ? AbortSignal.any([init.signal, cut]) : cut;
    const [start, sentAt] = [performance.now(), Date.now()];
    const response = await fetch(address, { ...init, signal });
    compareClocks(response, sentAt);
    this._record(String(address), init, response.status, performance.now() - start);
    if (response.status === 401 && !LOGIN.test(String(address))) {
      window.dispatchEvent(new Event('wizard-unauthorized'));
    }
    return response;
  }

  /** @param {string} address @param {RequestInit} init @param {number} status @param {number} ms */
  _record(address, { method = 'GET', body, headers }, status, ms) {
    const { href: url, pathname, search } = new URL(address, location.href);
    if (UNRECORDED.test(pathname) || (method === 'GET' && UNRECORDED_READS.test(pathname))) return;
    this._count += 1;
    const request = {
      key: String(this._count),
      method,
      url,
      path: pathname + search,
      headers: relevantHeaders(headers),
      body: typeof body === 'string' ? body : undefined,
      status,
      ms,
      time: new Date().toISOString(),
    };
    this.requests = [request, ...this.requests].slice(0, MAX_REQUESTS);
    this.onChange();
  }
}

/** @param {HeadersInit} [init] */
function relevantHeaders(init) {
  const headers = new Headers(init);
  /** @type {Record<string, string>} */
  const relevant = {};
  for (const name of ['If-Match', 'Content-Type']) {
    const value = headers.get(name);
    if (value) relevant[name] = value;
  }
  return relevant;
}

/** Replaces WebSocket, so that a socket fails while the network is cut. @param {Network} network */
function replaceWebSocket(network) {
  const Native = globalThis.WebSocket;
  globalThis.WebSocket = class extends Native {
    /** @param {string | URL} url @param {string | string[]} [protocols] */
    constructor(url, protocols) {
      super(url, protocols);
      network.watch(this);
    }
  };
}
