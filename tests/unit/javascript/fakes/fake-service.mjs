/** A service and a storage for tests that need responses in an order that real ones cannot give. */

import { createApi } from '../../../../wizard_service/static/client/index.js';

// Ends a test that would wait without end.
const TIMEOUT_MS = 60_000;

/** A Storage in memory. */
export class MemoryStorage {
  constructor() {
    this._items = new Map();
  }

  get length() {
    return this._items.size;
  }

  key(index) {
    return [...this._items.keys()][index] ?? null;
  }

  getItem(name) {
    return this._items.get(name) ?? null;
  }

  setItem(name, text) {
    this._items.set(name, text);
  }

  removeItem(name) {
    this._items.delete(name);
  }
}

/** A service that keeps each request until the test responds to it, in any order. */
export class FakeService {
  /** @param {string} [user] @param {Function} [token] */
  constructor(user, token) {
    this.requests = [];
    this._onRequest = [];
    this.api = createApi({
      baseUrl: 'http://service.example/api',
      user,
      token,
      fetch: this.fetch.bind(this),
      timeoutMs: TIMEOUT_MS,
    });
  }

  fetch(address, { method, body, headers, signal }) {
    signal?.throwIfAborted();
    const { pathname, search } = new URL(address);
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
      this.requests.push({
        method,
        path: pathname.replace('/api', '') + search,
        body: body === undefined ? null : JSON.parse(body),
        headers: new Headers(headers),
        respond: (document, { status = 200, ...more } = {}) =>
          resolve(responseOf(document, status, more)),
        fail: () => reject(new TypeError('network error')),
      });
      for (const notify of this._onRequest) notify();
    });
  }

  /** Takes the oldest request whose method and path start like this, or waits for one. */
  async next(start) {
    for (;;) {
      const index = this.requests.findIndex(({ method, path }) =>
        `${method} ${path}`.startsWith(start),
      );
      if (index >= 0) return this.requests.splice(index, 1)[0];
      await new Promise((resolve, reject) => {
        const timeout = new Error(`There was no request ${start}.`);
        const timer = setTimeout(() => reject(timeout), TIMEOUT_MS);
        this._onRequest.push(() => resolve(clearTimeout(timer)));
      });
    }
  }

  /** Responds to the two requests that opening an investigation sends. */
  async respondToOpen(state) {
    const id = state.investigation_id;
    (await this.next(`GET /${id}/state`)).respond(state, { ETag: `"e.${state.version}"` });
    (await this.next(`GET /${id}/checkpoint`)).respond(checkpointOf(id, state.wizard_step));
  }
}

function responseOf(document, status, headers) {
  const body = [204, 304].includes(status) ? null : JSON.stringify(document);
  return new Response(body, { status, headers });
}

export function stateOf(investigation_id, version = 1, more = {}) {
  return {
    investigation_id,
    user_id: 'me',
    wizard_step: 'SETTINGS',
    status: 'IN_PROGRESS',
    version,
    settings: { name: investigation_id },
    progress: null,
    results: null,
    created_at: 't',
    updated_at: 't',
    archived_at: null,
    ...more,
  };
}

export function checkpointOf(investigation_id, resume_step) {
  return {
    investigation_id,
    resume_step,
    wizard_step: resume_step,
    navigation: { entries: [resume_step], position: 0 },
    actions: [],
  };
}

/** Lets every promise continue that does not wait for a response or a timer. */
export function nextTask() {
  return new Promise((resolve) => setTimeout(resolve));
}
