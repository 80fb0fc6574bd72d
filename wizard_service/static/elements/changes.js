/**
 * <wizard-changes> shows a change field by field, with the values before and after.
 *
 * changes  a merge patch, which has no log lines
 * before   the document that the patch applies to; null when it is not known, or when there was none
 */

import { texts } from '../texts/elements.js';
import { changedView, leaves, pathLabel, valueAt, valueView } from './display/diff.js';
import { table } from './display/table.js';
import { define, elementWith, sheet } from './element.js';
import { h } from './vdom.js';

/** @import { JsonObject } from '../client/types/state.js' */

const style = sheet(`
table { font-size: var(--wz-size-small); table-layout: fixed; }
thead th:first-child { width: 24%; }
th, td { vertical-align: top; padding: 4px var(--wz-2); overflow-wrap: anywhere;
  min-width: 120px; }
td.before { color: var(--wz-error); } td.after { color: var(--wz-done); }
td .muted { color: var(--wz-muted); }
td.before, td.after { position: relative; padding-left: 20px; }
td.before::before, td.after::before { position: absolute; left: 8px; content: "−"; }
td.after::before { content: "+"; }
@media (max-width: 720px) {
  thead { display: none; }
  tr { display: grid; grid-template-columns: 1fr 1fr; border-top: 1px solid var(--wz-border);
    padding: 4px 0; }
  th, td { border: 0; } th { grid-column: 1 / -1; }
}
`);

export class Changes extends elementWith('wizard-changes', {
  before: /** @type {JsonObject | null} */ (null),
  changes: /** @type {JsonObject | null} */ (null),
}) {
  static style = style;

  view() {
    const rows = leaves(this.changes ?? {}).map(([path, value]) => this.#row(path, value));
    if (!rows.length) return h('p.muted.small', texts.changes.stateUnchanged);
    return table(
      this.#document
        ? [texts.changes.field, texts.changes.before, texts.changes.after]
        : [texts.changes.field, texts.changes.after],
      rows,
    );
  }

  /** The property `before`, whose name is also that of a method of every node. */
  get #document() {
    return /** @type {JsonObject | null} */ (this.before);
  }

  /** @param {string} path @param {unknown} value */
  #row(path, value) {
    const label = h('th', { scope: 'row' }, pathLabel(path));
    if (!this.#document) return h('tr', label, h('td.after', valueView(value)));
    const before = valueAt(this.#document, path);
    return h('tr', [
      label,
      h('td.before', changedView(before, value)),
      h('td.after', changedView(value, before)),
    ]);
  }
}

define(Changes);
