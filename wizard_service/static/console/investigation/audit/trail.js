/**
 * Loads and renders the audit trail of an investigation or template, and verifies its hash chain.
 */

import { NewestRequest } from '../../../client/lists/newest-request.js';
import { icon } from '../../../elements/display/icons.js';
import { h } from '../../../elements/vdom.js';
import { texts } from '../../../texts/console.js';
import { goTo, pathTo, replaceQuery } from '../../router.js';
import { RefusedAttempts } from './refused.js';

/**
 * @import { AuditLogEntry, AuditVerdict } from '../../../client/types/lists.js'
 * @import { WizardApi } from '../../../client/index.js'
 * @import { App } from '../../app.js'
 * @import { InvestigationPage } from '../../pages/investigation-page.js'
 *
 * @typedef {object} TrailSource
 * @property {WizardApi['audit']} read
 * @property {WizardApi['verifyAudit']} verify
 * @property {(id: string) => string} exportUrl of the whole trail
 */

const LIMIT = 50;

class AuditTrail {
  _id = '';
  _loads = new NewestRequest();
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

  /** @param {App} app @param {TrailSource} source @param {RefusedAttempts | null} refused */
  constructor(app, source, refused = null) {
    this._app = app;
    this._source = source;
    this.refused = refused;
  }

  /** The properties and listeners of a <wizard-audit> that shows the trail. */
  get props() {
    return {
      entries: this.entries,
      query: this._query,
      exportUrl: this._source.exportUrl(this._id),
      hasMore: Boolean(this.nextCursor),
      verification: this.verification,
      problem: this.problem,
      'onwizard-audit-query': (/** @type {any} */ { detail }) => this.search(detail.query),
      'onwizard-audit-more': () => this.load(this.nextCursor),
      'onwizard-audit-verify': () => this.verify(),
    };
  }

  /** @param {string} id @param {Record<string, string>} [query] */
  open(id, query = {}) {
    this._id = id;
    this._query = query;
    this.entries = null;
    this.nextCursor = null;
    this.verification = null;
    this.problem = null;
    this.refused?.open(id);
    this.load();
  }

  /** Applies other filters. @param {Record<string, string | undefined>} query */
  search(query) {
    this._query = query;
    replaceQuery(query);
    this.nextCursor = null;
    this.load();
  }

  /** @param {string | null} cursor */
  async load(cursor = null) {
    const isNewest = this._loads.begin();
    try {
      const query = { ...this._query, limit: LIMIT, cursor: cursor ?? undefined };
      const page = await this._source.read(this._id, query);
      if (!isNewest()) return;
      const before = cursor ? (this.entries ?? []) : [];
      this.entries = [...before, ...page.items];
      this.nextCursor = page.next_cursor;
      this.problem = null;
    } catch (error) {
      if (!isNewest()) return;
      this.problem = /** @type {Error} */ (error).message;
    }
    this._app.render();
  }

  async verify() {
    const id = this._id;
    const verification = await this._app.attempt(() => this._source.verify(id));
    if (id !== this._id) return;
    this.verification = verification ?? null;
    this._app.render();
  }
}

/** @param {App} app */
export function investigationTrail(app) {
  const exportUrl = (/** @type {string} */ id) =>
    `${app.baseUrl}/${encodeURIComponent(id)}/audit/export`;
  const source = { read: app.api.audit, verify: app.api.verifyAudit, exportUrl };
  return new AuditTrail(app, source, new RefusedAttempts(app));
}

/** @param {App} app */
export function templateTrail(app) {
  const { templateAudit: read, verifyTemplateAudit: verify } = app.api;
  const exportUrl = (/** @type {string} */ id) =>
    `${app.baseUrl}/templates/${encodeURIComponent(id)}/audit/export`;
  return new AuditTrail(app, { read, verify, exportUrl });
}

/** @param {InvestigationPage} page */
export function auditView({ audit, id }) {
  const back = h('a.button.small', { href: pathTo('investigation', id) }, [
    icon('back'),
    texts.investigation.backToInvestigation,
  ]);
  return h('div.audit-view', [
    h('div.row', h('h2.grow', texts.investigation.auditTrail), back),
    h('wizard-audit', {
      ...audit.props,
      'onwizard-audit-version': ({ detail }) => goTo('investigation', id, `v${detail.version}`),
    }),
    audit.refused?.view(),
  ]);
}
