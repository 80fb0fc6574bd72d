/** Logs in by a one-time link, by a pasted token, or by the session cookie of an earlier visit. */

import { texts } from '../texts/console.js';

const TIMEOUT_MS = 15_000;
const LINK = /^#login=([\w-]+)(\/.*)?$/;

export class Session {
  /** @type {string | null} */
  problem = null;
  /** @type {string} */
  user = '';
  /** @type {string[]} */
  scopes = [];
  /** Aborted when the session has ended. */
  ending = new AbortController();

  /** @param {string} baseUrl @param {Window['fetch']} fetch */
  constructor(baseUrl, fetch) {
    this._baseUrl = baseUrl;
    this._fetch = fetch;
  }

  /** Whether the user may see the investigations of all users. */
  get isAdmin() {
    return this.scopes.includes('wizard:admin');
  }

  /** Whether the address of the browser is a login link. */
  static get isLink() {
    return LINK.test(location.hash);
  }

  /** Opens the session and returns whether there is one. */
  async open() {
    const [, ticket, page = '/'] = LINK.exec(location.hash) ?? [];
    if (ticket) {
      // The ticket is removed from the address first: neither the history nor a copied address may
      // keep it.
      history.replaceState(null, '', `${location.pathname}${location.search}#${page}`);
      // The page has requested the session before. Unless that answer is taken now, the browser would
      // give it to the next request for the session, although the link has changed it.
      await this._read({}).catch(() => false);
      await this._redeem(ticket);
      return this._read();
    }
    // The page has requested the session already.
    return this._read({});
  }

  /** Returns whether the token was accepted. @param {string} token */
  async logIn(token) {
    // The token is in the body, because a proxy may use the Authorization header for its own
    // credentials.
    const response = await this._post('/session', { token: token.trim() });
    this.problem = response.ok ? null : await problemText(response);
    return response.ok && this._read();
  }

  async logOut() {
    await this._send('/session', { method: 'DELETE' });
    location.reload();
  }

  /** Ends all sessions of the user, in other browsers and programs too. */
  async logOutEverywhere() {
    const response = await this._send('/session?everywhere=true', { method: 'DELETE' });
    // An expired session is answered 401: the page then asks for a token, and nothing was revoked.
    if (!response.ok && response.status !== 401) throw new Error(await problemText(response));
    location.reload();
  }

  /** @param {RequestInit} init */
  async _read(init = { cache: 'no-store' }) {
    const response = await this._send('/session', init);
    if (response.status === 401) return false;
    if (!response.ok) throw new Error(await problemText(response));
    ({ user_id: this.user, scopes: this.scopes } = await response.json());
    this.ending = new AbortController();
    return true;
  }

  /**
   * Sends a request that fails when the service does not answer in time.
   * @param {string} path
   * @param {RequestInit} init
   */
  _send(path, init) {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    return this._fetch(this._baseUrl + path, { ...init, signal });
  }

  /** @param {string} path @param {object} members */
  _post(path, members) {
    const headers = { 'Content-Type': 'application/json' };
    return this._send(path, { method: 'POST', headers, body: JSON.stringify(members) });
  }

  /** @param {string} ticket */
  async _redeem(ticket) {
    const response = await this._post('/session/login', { ticket });
    this.problem = response.ok ? null : texts.login.oldLink;
  }
}

/** @param {Response} response */
async function problemText(response) {
  const problem = await response.json().catch(() => ({}));
  if (problem.code === 'token_expired') return texts.login.expired;
  if (response.status === 401) {
    return texts.login.invalid;
  }
  return problem.detail ?? texts.login.answered(response.status);
}
