/** Renders an entry of the audit trail, or a group of them. `audit` is the element that shows them. */

import { texts } from '../../texts/elements.js';
import { list } from '../../texts/language.js';
import '../changes.js';
import { leaves, pathLabel } from '../display/diff.js';
import { sheet } from '../display/base-style.js';
import { humanize } from '../display/format.js';
import { icon } from '../display/icons.js';
import { exactTime, relativeTime, timeOfDay } from '../display/time.js';
import { h } from '../vdom.js';

/**
 * @import { AuditLogEntry } from '../../client/types/lists.js'
 * @import { Audit } from '../audit.js'
 * @import { EntryGroup } from './grouping.js'
 */

const MAX_PATHS = 3;

export const entryStyle = sheet(`
ol ol { border-top: 1px solid var(--wz-border); background: var(--wz-canvas); }
summary { display: grid; grid-template-columns: 56px 168px minmax(0, 1fr) minmax(0, auto) 168px;
  gap: var(--wz-3); align-items: baseline; padding: var(--wz-2) var(--wz-4) var(--wz-2) 28px; }
summary .action { font-weight: 500; } summary .when { text-align: right; white-space: nowrap; }
.inside { padding: 0 var(--wz-4) var(--wz-3) 80px; overflow-x: auto; }
.foot { margin-top: var(--wz-2); }
@media (max-width: 900px) {
  summary { grid-template-columns: 48px minmax(0, 1fr) auto; gap: 2px var(--wz-2); }
  summary .paths, summary .actor { grid-column: 2 / -1; }
  summary .when { grid-column: 3; grid-row: 1; }
  .inside { padding-left: var(--wz-4); }
}
`);

/** @param {Audit} audit @param {EntryGroup} group */
export function groupView(audit, { key, entries }) {
  if (entries.length === 1) return entryView(audit, entries[0]);
  const isOpen = audit.openGroups.has(key);
  const toggled = (/** @type {any} */ event) => audit.toggle(key, event.target.open);
  // Hundreds of entries are rendered only when the group is unfolded.
  const content =
    isOpen &&
    h(
      'ol.lined',
      entries.map((entry) => entryView(audit, entry)),
    );
  const details = h('details', { ontoggle: toggled }, groupSummary(entries), content);
  return h('li', { key: `group ${key}` }, details);
}

/** @param {AuditLogEntry[]} entries */
function groupSummary(entries) {
  const [newest, oldest] = [entries[0], entries[entries.length - 1]];
  const versions = `v${oldest.version}-${newest.version}`;
  const times = texts.format.range(exactTime(oldest.timestamp), timeOfDay(newest.timestamp));
  return h('summary.fold', [
    h('span.number.muted', versions),
    h('span.action', humanize(newest.action_type)),
    h('span.muted.paths', texts.audit.reportsInARow(entries.length, times)),
    h('span.small.muted.truncate.actor', newest.actor),
    h('span.small.muted.number.when', exactTime(newest.timestamp)),
  ]);
}

/** @param {Audit} audit @param {AuditLogEntry} entry */
function entryView(audit, entry) {
  const details = h('details', entrySummary(entry), entryDetails(audit, entry));
  return h('li', { key: entry.entry_id }, details);
}

/** @param {AuditLogEntry} entry */
function entrySummary({ version, action_type: action, actor, source, timestamp, changes }) {
  const paths = [...new Set(leaves(changes ?? {}).map(([path]) => sectionLabel(path)))];
  const more = paths.length > MAX_PATHS ? texts.audit.morePaths(paths.length - MAX_PATHS) : '';
  const channel = source === 'USER' ? '' : `, ${humanize(source).toLowerCase()}`;
  return h('summary.fold', [
    h('span.number.muted', `v${version}`),
    h('span.action', humanize(action)),
    h('span.muted.truncate.paths', paths.slice(0, MAX_PATHS).join('; '), more),
    h('span.small.muted.truncate.actor', `${actor}${channel}`),
    h('span.small.muted.number.when', { title: relativeTime(timestamp) }, exactTime(timestamp)),
  ]);
}

/** @param {Audit} audit @param {AuditLogEntry} entry */
function entryDetails(audit, entry) {
  const { version, action_types: actions, request_id: requestId, changes, actor } = entry;
  const show = () => audit.emit('wizard-audit-version', { version });
  const only = () => audit.search({ actor });
  return h('div.inside', { tabIndex: 0, role: 'region', 'aria-label': texts.audit.changedFields }, [
    actions.length > 1 && h('p.muted.small', list(actions.map(humanize))),
    h('wizard-changes', { before: entry.previous_state, changes }),
    h('p.row.wrap.muted.small.foot', [
      audit.hasVersions &&
        h('button.small', { onclick: show }, icon('history'), texts.audit.lookAt(version)),
      h('button.small', { onclick: only }, icon('person'), texts.audit.onlyOf(actor)),
      requestId && h('span', texts.audit.request, h('span.mono', requestId)),
    ]),
  ]);
}

/** Shortens a path to two names, such as "Results, risk score". @param {string} path */
function sectionLabel(path) {
  return pathLabel(path.split('.').slice(0, 2).join('.'));
}
