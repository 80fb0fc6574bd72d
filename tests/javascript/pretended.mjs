/** What a browser and a service are to the client, pretended: for what cannot be brought about in the right order by real ones. */

import { createApi } from '../../wizard_service/static/client/index.js';

// Only to end a test that would wait for ever.
const PATIENCE_MS = 60_000;

/** A storage that forgets with the test. */
export class MemoryStorage {
  constructor() {
    this._items = new Map();
  }

  get length() {
    return this._items.size;
  }

  key(n) {
    return [...this._items.keys()][n] ?? null;
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

/** Answers requests when it is told to, in any order. */
export class Service {
  /** @param {string} [user] */
  constructor(user) {
    /** @type {{ method: string, path: string, body: any, headers: Headers, answer: Function, fail: Function }[]} */
    this.requests = [];
    this._waiting = [];
    this.api = createApi({
      baseUrl: 'http://service.example/api',
      user,
      fetch: this.fetch.bind(this),
      timeoutMs: PATIENCE_MS,
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
        answer: (document, { status = 200, ...more } = {}) =>
          resolve(answerOf(document, status, more)),
        fail: () => reject(new TypeError('network error')),
      });
      this._waiting.forEach((look) => look());
    });
  }

  /** Take the oldest request whose method and path begin like this, or wait for it. */
  async asked(beginning) {
    for (;;) {
      const found = this.requests.findIndex(({ method, path }) =>
        `${method} ${path}`.startsWith(beginning),
      );
      if (found >= 0) return this.requests.splice(found, 1)[0];
      await new Promise((resolve, reject) => {
        const patience = setTimeout(
          () => reject(new Error(`Nobody asked for ${beginning}.`)),
          PATIENCE_MS,
        );
        this._waiting.push(() => resolve(clearTimeout(patience)));
      });
    }
  }
}

function answerOf(document, status, headers) {
  return new Response([204, 304].includes(status) ? null : JSON.stringify(document), {
    status,
    headers,
  });
}

export function stateOf(investigation_id, version = 1, more = {}) {
  const common = {
    user_id: 'me',
    wizard_step: 'SETTINGS',
    status: 'IN_PROGRESS',
    settings: { name: investigation_id },
  };
  return { investigation_id, version, ...common, created_at: 't', updated_at: 't', ...more };
}

/** Answer the two questions that opening an investigation asks. */
export async function letOpen(service, state) {
  const id = state.investigation_id;
  (await service.asked(`GET /${id}/state`)).answer(state, { ETag: `"e.${state.version}"` });
  (await service.asked(`GET /${id}/checkpoint`)).answer(checkpointOf(id, state.wizard_step));
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

/** Let everything go on that waits for nothing. */
export function settled() {
  return new Promise((resolve) => setTimeout(resolve));
}
