/** Logging in: by a one-time link, by a pasted token, or by the cookie that is there already. */

const PATIENCE_MS = 15_000;
const LINK = /^#login=([\w-]+)(\/.*)?$/;

export class Session {
  /** @param {string} baseUrl @param {typeof fetch} fetch */
  constructor(baseUrl, fetch) {
    this._baseUrl = baseUrl;
    this._fetch = fetch;
    this.problem = null;
    this.user = null;
    this.expiresAt = null;
  }

  /** Whether the address in the browser is a login link. */
  static get isLink() {
    return LINK.test(location.hash);
  }

  /** @returns {Promise<boolean>} whether there is a session */
  async begin() {
    const [, ticket, page = "/"] = LINK.exec(location.hash) ?? [];
    if (ticket) {
      // Before anything else: neither the history nor a copied address may keep it.
      history.replaceState(null, "", `${location.pathname}${location.search}#${page}`);
      await this._redeem(ticket);
    }
    return this.isGood();
  }

  async isGood() {
    const answer = await this._ask("/session", { cache: "no-store" });
    if (answer.status === 401) return false;
    if (!answer.ok) throw new Error(await detailOf(answer));
    Object.assign(this, await answer.json().then(({ user_id: user, expires_at: expiresAt }) => ({ user, expiresAt })));
    return true;
  }

  /** @returns {Promise<boolean>} */
  async logIn(token) {
    const answer = await this._ask("/session", { method: "POST", headers: { Authorization: `Bearer ${token.trim()}` } });
    this.problem = answer.ok ? null : await detailOf(answer);
    return answer.ok && this.isGood();
  }

  async logOut() {
    await this._ask("/session", { method: "DELETE" });
    location.reload();
  }

  /** A service that never answers is one that does not answer. */
  _ask(path, init) {
    return this._fetch(this._baseUrl + path, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
  }

  async _redeem(ticket) {
    const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ticket }) };
    const answer = await this._ask("/session/login", init);
    this.problem = answer.ok ? null : "This login link was used already, or is too old. Ask for another, or paste a token.";
  }
}

async function detailOf(answer) {
  const problem = await answer.json().catch(() => ({}));
  if (problem.code === "token_expired") return "This token has expired.";
  return answer.status === 401 ? "This token is not valid. Paste all of it, and nothing else." : (problem.detail ?? `The service answered ${answer.status}.`);
}
