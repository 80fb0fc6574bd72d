/**
 * <wizard-audit> shows the audit trail: who changed what and when, newest first.
 *
 * entries       the entries as the API returns them; null while loading
 * query         {action_type, source, actor, from, to}
 * hasMore       whether `wizard-audit-more` would add entries
 * actions       the action types that the filter offers; default: those of an investigation
 * hasVersions   whether an entry offers to look at its version
 * exportUrl     the address of the whole trail as a file, empty for none
 * verification  {valid, entries, first_invalid?} of the hash chain, null until it is requested
 * problem       a sentence to show instead of the entries
 * Emits `wizard-audit-query` {query}, `wizard-audit-more`, `wizard-audit-verify` and
 * `wizard-audit-version` {version}.
 */

import { texts } from '../texts/elements.js';
import { entryStyle, groupView } from './audit/entry.js';
import { auditFilters, filterStyle } from './audit/filters.js';
import { groupsOf } from './audit/grouping.js';
import { icon } from './display/icons.js';
import { define, elementWith, sheet } from './element.js';
import { h } from './vdom.js';

/**
 * @import { AuditLogEntry, AuditVerdict } from '../client/types/lists.js'
 *
 * @typedef {Record<string, string | undefined>} AuditQuery
 */

const ACTIONS = [
  ...['STATE_CREATED', 'SETTINGS_MODIFIED', 'STEP_CHANGED', 'STATUS_CHANGED', 'PROGRESS_UPDATED'],
  ...['RESULTS_FINALIZED', 'ACCESS_CHANGED', 'ARCHIVED', 'RESTORED', 'TEMPLATE_APPLIED'],
  ...['EXECUTOR_ATTACHED', 'EXECUTOR_LOST', 'EXECUTOR_RELEASED', 'INPUT_GIVEN', 'STATE_UPDATED'],
];
const HASH_PREFIX = 12;

const style = sheet(`
:host { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--wz-3); }
`);

export class Audit extends elementWith('wizard-audit', {
  entries: /** @type {AuditLogEntry[] | null} */ (null),
  query: /** @type {AuditQuery} */ ({}),
  hasMore: false,
  actions: ACTIONS,
  hasVersions: true,
  exportUrl: '',
  verification: /** @type {AuditVerdict | null} */ (null),
  problem: /** @type {string | null} */ (null),
}) {
  static style = [style, filterStyle, entryStyle];

  /** The keys of the groups that are unfolded. @type {Set<string>} */
  openGroups = new Set();
  /** The actors of the entries that have been shown. @type {Set<string>} */
  #actors = new Set();

  /** @param {string} name */
  changed(name) {
    if (name !== 'entries') return;
    for (const { actor } of this.entries ?? []) this.#actors.add(actor);
  }

  view() {
    const more = () => this.emit('wizard-audit-more');
    return [
      h('div.filters', { role: 'search', 'aria-label': texts.audit.title }, [
        auditFilters(this, [...this.#actors].sort()),
        this.#buttons(),
      ]),
      h('section.panel', this.#rows()),
      this.hasMore && h('div.row', h('button', { onclick: more }, texts.audit.older)),
    ];
  }

  /** Applies other filters. @param {AuditQuery} members those that change */
  search(members) {
    // The query is kept at once: the next filter may change before the page has supplied entries.
    const query = { ...this.query, ...members };
    Object.assign(this, { query });
    this.emit('wizard-audit-query', { query });
  }

  /** @param {string} key @param {boolean} isOpen */
  toggle(key, isOpen) {
    if (isOpen) this.openGroups.add(key);
    else this.openGroups.delete(key);
    this.update();
  }

  #buttons() {
    const verify = () => this.emit('wizard-audit-verify');
    const save = { href: this.exportUrl, download: '', title: texts.audit.download };
    return h('div.row', [
      h('span', { role: 'status' }, this.verification && verdict(this.verification)),
      this.exportUrl && h('a.button', save, icon('download'), texts.audit.export),
      h('button', { onclick: verify }, icon('shield'), texts.audit.verify),
    ]);
  }

  #rows() {
    if (this.problem) return emptyView('error', texts.audit.unavailable, this.problem);
    if (!this.entries) {
      return h(
        'div.empty',
        { 'aria-busy': true },
        h('div.skeleton.grow'),
        h('p', texts.format.loading),
      );
    }
    if (!this.entries.length) {
      return emptyView('history', texts.audit.empty, texts.audit.emptyText);
    }
    return h(
      'ol.lined',
      groupsOf(this.entries).map((group) => groupView(this, group)),
    );
  }
}

/** @param {string} iconName @param {string} title @param {string} text */
function emptyView(iconName, title, text) {
  return h('div.empty', icon(iconName), h('h3', title), h('p', text));
}

/** @param {AuditVerdict} verification */
function verdict({ valid, entries, first_invalid: first }) {
  if (valid) {
    return h('span.chip.done', icon('done'), texts.audit.unbroken(entries));
  }
  return h(
    'span.chip.error',
    icon('error'),
    texts.audit.brokenAt(String(first).slice(0, HASH_PREFIX)),
  );
}

define(Audit);
