/** Loads and renders the audit trail of an investigation, and verifies its hash chain. */

import { icon } from '../../elements/display/icons.js';
import { h } from '../../elements/vdom.js';
import { goTo, pathTo } from '../router.js';

/**
 * @import { AuditLogEntry, AuditVerdict } from '../../client/types/lists.js'
 * @import { App } from '../app.js'
 * @import { InvestigationPage } from '../pages/investigation-page.js'
 */

const LIMIT = 50;

export class AuditTrail {
  _id = '';
  /** @type {symbol | null} */
  _latestLoad = null;
  /** @type {Record<string, string | undefined>} */
  _query = {};
  /** @type {AuditLogEntry[] | null} */
  entries = null;
  /** @type {string | null} */
  nextCursor = null;
  /** @type {AuditVerdict | null} */
  verification = null;
  /** @type {string | null} */
  problem = null;

  /** @param {App} app */
  constructor(app) {
    this._app = app;
  }

  /** @param {string} id */
  open(id) {
    this._id = id;
    this._query = {};
    this.entries = null;
    this.nextCursor = null;
    this.verification = null;
    this.problem = null;
    this.load();
  }

  /** Applies other filters. @param {Record<string, string | undefined>} query */
  search(query) {
    this._query = query;
    this.nextCursor = null;
    this.load();
  }

  /** @param {string | null} cursor */
  async load(cursor = null) {
    // Only the newest request counts, even when an older one is answered later.
    const load = (this._latestLoad = Symbol('load'));
    try {
      const query = { ...this._query, limit: LIMIT, cursor: cursor ?? undefined };
      const page = await this._app.api.audit(this._id, query);
      if (load !== this._latestLoad) return;
      const before = cursor ? (this.entries ?? []) : [];
      this.entries = [...before, ...page.items];
      this.nextCursor = page.next_cursor;
      this.problem = null;
    } catch (error) {
      if (load !== this._latestLoad) return;
      this.problem = /** @type {Error} */ (error).message;
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

/** @param {InvestigationPage} page */
export function auditView({ audit, id }) {
  const back = h('a.button.small', { href: pathTo('investigation', id) }, [
    icon('back'),
    'Back to the investigation',
  ]);
  return h('div.audit-view', [
    h('div.row', h('h2.grow', 'Audit trail'), back),
    h('wizard-audit', {
      entries: audit.entries,
      hasMore: Boolean(audit.nextCursor),
      verification: audit.verification,
      problem: audit.problem,
      'onwizard-audit-query': ({ detail }) => audit.search(detail.query),
      'onwizard-audit-more': () => audit.load(audit.nextCursor),
      'onwizard-audit-verify': () => audit.verify(),
      'onwizard-audit-version': ({ detail }) => goTo('investigation', id, `v${detail.version}`),
    }),
  ]);
}
