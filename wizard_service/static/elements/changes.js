/**
 * <wizard-changes> shows what changed, field by field, before and after.
 *
 * changes  a merge patch; log lines are in none
 * before   what it applies to
 */

import { h } from "./dom.js";
import { leaves, pathInWords, valueAt, valueView } from "./differences.js";
import { WizardElement, define, sheet } from "./element.js";

const style = sheet(`
table { border-collapse: collapse; width: 100%; font-size: var(--wz-size-small); }
th, td { text-align: left; vertical-align: top; padding: 4px var(--wz-2); border-top: 1px solid var(--wz-border); font-weight: 400; overflow-wrap: anywhere; min-width: 120px; }
thead th { color: var(--wz-muted); border-top: 0; }
td.before { color: var(--wz-error); } td.after { color: var(--wz-done); }
td.before, td.after { position: relative; padding-left: 20px; }
td.before::before, td.after::before { position: absolute; left: 8px; content: "−"; } td.after::before { content: "+"; }
@media (max-width: 720px) {
  thead { display: none; } tr { display: grid; grid-template-columns: 1fr 1fr; border-top: 1px solid var(--wz-border); padding: 4px 0; }
  th, td { border: 0; min-width: 0; } th { grid-column: 1 / -1; }
}
`);

export class Changes extends WizardElement {
  static shows = { before: null, changes: null };
  static style = style;

  view() {
    const rows = leaves(this.changes ?? {});
    if (!rows.length) return h("p", { class: "muted small" }, "The state itself did not change.");
    return h("table", null,
      h("thead", null, h("tr", null, ["Field", "Before", "After"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", null, rows.map(([path, value]) => h("tr", null, h("th", { scope: "row" }, pathInWords(path)),
        h("td", { class: "before" }, valueView(valueAt(this.before, path))), h("td", { class: "after" }, valueView(value))))));
  }
}

define("wizard-changes", Changes);
