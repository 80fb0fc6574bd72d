/**
 * <wizard-audit> shows the audit trail: who changed what and when, newest first.
 *
 * entries       the entries as the API returns them; null while loading
 * hasMore       whether `wizard-audit-more` would add entries
 * actions       the action types that the filter offers; default: those of an investigation
 * hasVersions   whether an entry offers to look at its version
 * verification  {valid, entries, first_invalid?} of the hash chain, null until it is requested
 * problem       a sentence to show instead of the entries
 * Emits `wizard-audit-query` {query}, `wizard-audit-more`, `wizard-audit-verify` and
 * `wizard-audit-version` {version}.
 */

import './changes.js';
import { leaves, pathLabel } from './display/diff.js';
import { humanize, plural } from './display/format.js';
import { icon } from './display/icons.js';
import { dateTime, relativeTime } from './display/time.js';
import { define, elementWith, sheet } from './element.js';
import { h } from './vdom.js';

/**
 * @import { AuditLogEntry, AuditVerdict } from '../client/types/lists.js'
 */

const ACTIONS = [
  ...['STATE_CREATED', 'SETTINGS_MODIFIED', 'STEP_CHANGED', 'STATUS_CHANGED', 'PROGRESS_UPDATED'],
  ...['RESULTS_FINALIZED', 'ACCESS_CHANGED', 'ARCHIVED', 'RESTORED', 'TEMPLATE_APPLIED'],
  ...['EXECUTOR_ATTACHED', 'EXECUTOR_LOST', 'EXECUTOR_RELEASED', 'STATE_UPDATED'],
];
const SOURCES = ['USER', 'WEBSOCKET', 'POLLING', 'SYSTEM'];
const MAX_PATHS = 3;
const HASH_PREFIX = 12;

const style = sheet(`
:host { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--wz-3); }
.filters { display: flex; flex-wrap: wrap; gap: var(--wz-2); align-items: center; }
.filters select { width: auto; }
.filters .verdict { margin-left: auto; }
ol > li + li { border-top: 1px solid var(--wz-border); }
summary { display: grid; grid-template-columns: 40px 168px minmax(0, 1fr) auto; gap: var(--wz-3);
  align-items: baseline; padding: var(--wz-2) var(--wz-4) var(--wz-2) 28px; cursor: pointer;
  list-style: none; position: relative; }
summary::before { content: ""; position: absolute; left: 13px; top: 15px; width: 6px; height: 6px;
  border: solid var(--wz-muted); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); }
details[open] > summary::before { transform: rotate(45deg); top: 13px; }
summary::-webkit-details-marker { display: none; }
summary:hover { background: var(--wz-hover); } summary:focus-visible { outline-offset: -2px; }
summary .action { font-weight: 500; }
.inside { padding: 0 var(--wz-4) var(--wz-3) 80px; overflow-x: auto; }
.foot { margin-top: var(--wz-2); }
@media (max-width: 720px) {
  summary { grid-template-columns: 36px minmax(0, 1fr) auto; gap: 2px var(--wz-2); }
  summary .paths { grid-column: 2 / -1; grid-row: 2; }
  .inside { padding-left: var(--wz-4); }
  .filters .verdict { margin-left: 0; }
}
`);

export class Audit extends elementWith({
  entries: /** @type {AuditLogEntry[] | null} */ (null),
  hasMore: false,
  actions: ACTIONS,
  hasVersions: true,
  verification: /** @type {AuditVerdict | null} */ (null),
  problem: /** @type {string | null} */ (null),
}) {
  static style = style;

  /** @type {Record<string, string | undefined>} */
  #query = {};

  view() {
    const more = () => this.emit('wizard-audit-more');
    return [
      this.#toolbar(),
      h('section.panel', this.#rows()),
      this.hasMore && h('div.row', h('button', { onclick: more }, 'Show older entries')),
    ];
  }

  #toolbar() {
    const verify = () => this.emit('wizard-audit-verify');
    return h('div.filters', { role: 'search', 'aria-label': 'Audit trail' }, [
      this.#select('action_type', 'All actions', this.actions),
      this.#select('source', 'All sources', SOURCES),
      h('div.row.verdict', [
        h('span', { role: 'status' }, this.verification && verdict(this.verification)),
        h('button', { onclick: verify }, icon('shield'), 'Verify the chain'),
      ]),
    ]);
  }

  #rows() {
    if (this.problem) return emptyView('error', 'The audit trail cannot be shown', this.problem);
    if (!this.entries) {
      return h('div.empty', { 'aria-busy': true }, h('div.skeleton.grow'), h('p', 'Loading'));
    }
    if (!this.entries.length) {
      return emptyView('history', 'Nothing to show', 'No entry fits the filters.');
    }
    const items = this.entries.map((entry) => {
      const details = h('details', entrySummary(entry), this.#details(entry));
      return h('li', { key: entry.entry_id }, details);
    });
    return h('ol', items);
  }

  /** @param {AuditLogEntry} entry */
  #details({ version, action_types: actions, request_id: requestId, ...states }) {
    const { previous_state: before, changes } = states;
    const showVersion = () => this.emit('wizard-audit-version', { version });
    return h('div.inside', { tabIndex: 0, role: 'region', 'aria-label': 'What changed' }, [
      actions.length > 1 && h('p.muted.small', actions.map(humanize).join(', ')),
      h('wizard-changes', { before, changes }),
      h('p.row.wrap.muted.small.foot', [
        this.hasVersions &&
          h(
            'button.small',
            { onclick: showVersion },
            icon('history'),
            `Look at version ${version}`,
          ),
        requestId && h('span', 'Request ', h('span.mono', requestId)),
      ]),
    ]);
  }

  /** @param {string} name @param {string} all @param {string[]} values */
  #select(name, all, values) {
    const select = (/** @type {any} */ event) => {
      this.#query = { ...this.#query, [name]: event.target.value || undefined };
      this.emit('wizard-audit-query', { query: this.#query });
    };
    const props = { 'aria-label': all.replace('All ', ''), value: this.#query[name] ?? '' };
    return h('select', { ...props, onchange: select }, [
      h('option', { value: '' }, all),
      values.map((value) => h('option', { value }, humanize(value))),
    ]);
  }
}

/** @param {string} iconName @param {string} title @param {string} text */
function emptyView(iconName, title, text) {
  return h('div.empty', icon(iconName), h('h3', title), h('p', text));
}

/** @param {AuditLogEntry} entry */
function entrySummary({ version, action_type: action, actor, source, timestamp, changes }) {
  const paths = [...new Set(leaves(changes ?? {}).map(([path]) => sectionLabel(path)))];
  const more = paths.length > MAX_PATHS ? ` and ${paths.length - MAX_PATHS} more` : '';
  const channel = source === 'USER' ? '' : `, ${source.toLowerCase()}`;
  const origin = `${actor}${channel}, ${relativeTime(timestamp)}`;
  return h('summary', [
    h('span.number.muted', `v${version}`),
    h('span.action', humanize(action)),
    h('span.muted.truncate.paths', paths.slice(0, MAX_PATHS).join('; '), more),
    h('span.small.muted.number', { title: dateTime(timestamp) }, origin),
  ]);
}

/** Shortens a path to two names, such as "Results, risk score". @param {string} path */
function sectionLabel(path) {
  return pathLabel(path.split('.').slice(0, 2).join('.'));
}

/** @param {AuditVerdict} verification */
function verdict({ valid, entries, first_invalid: first }) {
  if (valid) {
    return h('span.chip.done', icon('done'), `${plural(entries, 'entry', 'entries')}, unbroken`);
  }
  return h('span.chip.error', icon('error'), `broken at ${String(first).slice(0, HASH_PREFIX)}`);
}

define('wizard-audit', Audit);
