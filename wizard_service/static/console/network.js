/**
 * The page's way to the network: can be cut on purpose, and remembers what was asked so that it can be copied.
 *
 * `fetch` and every WebSocket of the page go through here. While cut they fail as they do without a network.
 */

const MOST_REQUESTS = 50;
const LOGGING_IN = /\/session(\/login)?$/;
const SILENT = /\/(poll|ticket|tickets|active|health|checkpoint)(\?|$)/;

export class Network {
  constructor() {
    this.isCut = false;
    this.requests = [];
    this.onChange = () => {};
    this._sockets = new Set();
    this._ending = new AbortController();
    this.fetch = this.fetch.bind(this);
    replaceSockets(this);
  }

  cut() {
    this.isCut = true;
    this._ending.abort(new TypeError("The network was cut."));
    for (const socket of this._sockets) socket.close();
    this.onChange();
  }

  restore() {
    this.isCut = false;
    this._ending = new AbortController();
    // What waits for a network waits for this.
    window.dispatchEvent(new Event("online"));
    this.onChange();
  }

  async fetch(address, init = {}) {
    if (this.isCut) throw new TypeError("The network was cut.");
    const signal = init.signal ? AbortSignal.any([init.signal, this._ending.signal]) : this._ending.signal;
    const begun = performance.now();
    const response = await fetch(address, { ...init, signal });
    this._remember(address, init, response.status, performance.now() - begun);
    if (response.status === 401 && !LOGGING_IN.test(address)) window.dispatchEvent(new Event("wizard-unauthorized"));
    return response;
  }

  _remember(address, { method = "GET", body, headers }, status, ms) {
    const url = new URL(address, location.href);
    if (method === "GET" && SILENT.test(url.pathname)) return;
    if (/\/stream$|\/session(\/|$)/.test(url.pathname)) return;
    const request = { key: `${begunAt()}`, method, path: url.pathname + url.search, body, mediaType: mediaTypeOf(headers), ifMatch: headerOf(headers, "If-Match"), status, ms, at: new Date().toISOString() };
    this.requests = [request, ...this.requests].slice(0, MOST_REQUESTS);
    this.onChange();
  }
}

let count = 0;
function begunAt() {
  count += 1;
  return count;
}

function headerOf(headers, name) {
  return new Headers(headers ?? {}).get(name);
}

function mediaTypeOf(headers) {
  return headerOf(headers, "Content-Type");
}

/** A socket that is opened without a network never opens. */
function replaceSockets(network) {
  const Native = globalThis.WebSocket;
  globalThis.WebSocket = class extends Native {
    constructor(...address) {
      super(...address);
      network._sockets.add(this);
      this.addEventListener("close", () => network._sockets.delete(this));
      if (network.isCut) this.close();
    }
  };
}
