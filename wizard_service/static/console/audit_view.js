/** The audit trail of an investigation, and whether nobody has touched it. */

import { h } from "../elements/dom.js";
import { icon } from "../elements/icons.js";
import { go, pathTo } from "./router.js";

const LIMIT = 50;

export class AuditTrail {
  constructor(app) {
    this._app = app;
    Object.assign(this, { entries: null, next: null, verification: null, problem: null });
  }

  open(id) {
    this._id = id;
    this._query = {};
    Object.assign(this, { entries: null, next: null, verification: null, problem: null });
    this.load();
  }

  ask(query) {
    Object.assign(this, { _query: query, next: null });
    this.load();
  }

  async load(cursor = null) {
    // Of several questions the newest counts, whichever is answered last.
    const turn = (this._turn = {});
    try {
      const page = await this._app.api.audit(this._id, { ...this._query, limit: LIMIT, cursor: cursor ?? undefined });
      if (turn !== this._turn) return;
      Object.assign(this, { entries: [...(cursor ? this.entries : []), ...page.items], next: page.next_cursor, problem: null });
    } catch (error) {
      if (turn !== this._turn) return;
      this.problem = error.message;
    }
    this._app.render();
  }

  async verify() {
    const id = this._id;
    const verification = await this._app.attempt(() => this._app.api.verifyAudit(id));
    if (id !== this._id) return;
    this.verification = verification ?? null;
    this._app.render();
  }
}

export function auditView({ audit, app }) {
  return h("div", { class: "audit-view" },
    h("div", { class: "row" }, h("h2", { class: "grow" }, "Audit trail"), h("a", { class: "button small", href: pathTo("investigation", app.route.id) }, icon("back"), "Back to the investigation")),
    h("wizard-audit", {
      entries: audit.entries, hasMore: Boolean(audit.next), verification: audit.verification, problem: audit.problem,
      "onwizard-audit-query": ({ detail }) => audit.ask(detail.query), "onwizard-audit-more": () => audit.load(audit.next), "onwizard-audit-verify": () => audit.verify(),
      "onwizard-audit-version": ({ detail }) => go("investigation", app.route.id, `v${detail.version}`),
    }));
}
