/** Renders the filters above the audit trail. `audit` is the element that shows them. */

import { texts } from '../../texts/elements.js';
import { sheet } from '../display/base-style.js';
import { humanize } from '../display/format.js';
import { day, select } from '../history/filter-fields.js';
import { h } from '../vdom.js';

/** @import { Audit } from '../audit.js' */

const SOURCES = ['USER', 'WEBSOCKET', 'POLLING', 'SYSTEM'];

export const filterStyle = sheet(`
.filters { display: flex; flex-wrap: wrap; gap: var(--wz-2); align-items: end; }
.filters > div { flex: 1 1 132px; max-width: 220px; }
.filters .row { flex: none; max-width: none; margin-left: auto; }
@media (max-width: 720px) {
  .filters > div { max-width: none; } .filters .row { margin-left: 0; flex-wrap: wrap; }
}
`);

/** @param {Audit} audit @param {string[]} actors whose entries are shown */
export function auditFilters(audit, actors) {
  const change = (/** @type {Record<string, string | undefined>} */ members) =>
    audit.search(members);
  return [
    select('action_type', texts.audit.action, named(audit.actions), audit.query, change),
    actorField(audit, actors),
    select('source', texts.audit.source, named(SOURCES), audit.query, change),
    day('from', texts.audit.from, 'T00:00:00', audit.query, change),
    day('to', texts.audit.to, 'T23:59:59.999', audit.query, change),
  ];
}

/** Returns the options of a select with these values, or any. @param {string[]} values */
function named(values) {
  return [['', texts.audit.any], ...values.map((value) => [value, humanize(value)])];
}

/** @param {Audit} audit @param {string[]} actors */
function actorField(audit, actors) {
  const change = (/** @type {any} */ event) =>
    audit.search({ actor: event.target.value.trim() || undefined });
  const input = h('input', {
    id: 'actor',
    list: 'actors',
    autocomplete: 'off',
    placeholder: texts.audit.any,
    value: audit.query.actor ?? '',
    onchange: change,
  });
  const options = actors.map((actor) => h('option', { value: actor }));
  return h('div', [
    h('label', { for: 'actor' }, texts.audit.who),
    input,
    h('datalist', { id: 'actors' }, options),
  ]);
}
