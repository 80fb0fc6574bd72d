/**
 * <wizard-conflict> lets a person decide between two changes of the same investigation.
 *
 * conflict  {mine, base, theirs, fields, actor?, changedAt?}: `mine` a merge patch, `base` and `theirs` states, `fields` the
 *           paths that both changed; null closes the dialog
 * Tells `wizard-resolve` {choice}: "mine", "theirs", or a merge patch on `theirs` with what was picked.
 */

import { h } from "./dom.js";
import { joined, leaves, pathInWords, patchOf, valueAt, valueView } from "./differences.js";
import { WizardElement, define, sheet } from "./element.js";
import { ago } from "./words.js";

const style = sheet(`
dialog { border: 1px solid var(--wz-border-strong); border-radius: 10px; padding: 0; background: var(--wz-surface); color: var(--wz-text);
  width: min(880px, calc(100vw - 24px)); max-height: calc(100vh - 48px); }
dialog::backdrop { background: rgb(10 12 16 / 55%); }
.top, footer { padding: var(--wz-4) var(--wz-5); }
footer { display: flex; flex-wrap: wrap; gap: var(--wz-2); justify-content: flex-end; border-top: 1px solid var(--wz-border); position: sticky; bottom: 0; background: var(--wz-surface); }
footer .grow { align-self: center; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: var(--wz-2) var(--wz-3); border-top: 1px solid var(--wz-border); font-weight: 400; width: 26%; overflow-wrap: anywhere; }
th:first-child, td:first-child { padding-left: var(--wz-5); width: 22%; }
thead th { color: var(--wz-muted); font-size: var(--wz-size-small); font-weight: 500; background: var(--wz-canvas); }
label.pick { display: flex; gap: var(--wz-2); font-size: var(--wz-size); color: var(--wz-text); font-weight: 400; margin: 0; cursor: pointer; }
label.pick input { margin-top: 2px; }
td.picked { background: var(--wz-accent-soft); }
.items { display: grid; gap: 2px; font-size: var(--wz-size-small); }
@media (max-width: 640px) {
  thead { display: none; }
  tr { display: block; border-top: 1px solid var(--wz-border); padding: var(--wz-2) 0; }
  th, td, th:first-child, td:first-child { display: block; width: auto; border: 0; padding: 4px var(--wz-4); }
  td::before { content: attr(data-name); display: block; font-size: var(--wz-size-small); color: var(--wz-muted); }
}
`);

export class Conflict extends WizardElement {
  static shows = { conflict: null };
  static style = style;

  #picks = new Map();

  changed(name, before) {
    if (this.conflict !== before) this.#picks = new Map();
  }

  view() {
    if (!this.conflict) return h("dialog", { "aria-label": "Conflict" });
    const { actor, changedAt } = this.conflict;
    const who = actor ? `${actor} changed this` : "This was changed elsewhere";
    const rows = this.#rows();
    return h("dialog", { "aria-labelledby": "title", "aria-describedby": "what", oncancel: (event) => event.preventDefault(), onclose: () => this.update() },
      h("div", { class: "top" },
        h("h2", { id: "title" }, "Two changes of the same thing"),
        h("p", { id: "what", class: "muted" }, `${who}${changedAt ? ` ${ago(changedAt)}` : ""}, while you were changing it here. Nothing is lost until you choose.`)),
      h("table", null,
        h("thead", null, h("tr", null, ["Field", "Before", "Yours", "Theirs"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", null, rows.map((row) => this.#row(row)))),
      h("footer", null,
        h("button", { onclick: () => this.#resolve("theirs") }, "Take theirs"),
        h("button", { onclick: () => this.#resolve("mine") }, "Keep mine"),
        h("button", { class: "primary", onclick: () => this.#resolve(this.#picked()) }, "Save what is picked")));
  }

  shown() {
    const dialog = this.shadowRoot.querySelector("dialog");
    if (this.conflict && !dialog.open) dialog.showModal();
    if (!this.conflict && dialog.open) dialog.close();
  }

  #rows() {
    const { mine, base, theirs, fields } = this.conflict;
    const both = new Set(fields);
    return leaves(mine).filter(([path]) => both.size === 0 || [...both].some((field) => path.startsWith(field) || field.startsWith(path)))
      .map(([path, value]) => ({ path, before: valueAt(base, path), mine: value, theirs: valueAt(theirs, path) }));
  }

  #row({ path, before, mine, theirs }) {
    const pick = this.#picks.get(path) ?? "mine";
    const option = (side, name, value) => h("td", { class: pick === side ? "picked" : "", "data-name": name },
      h("label", { class: "pick" },
        h("input", { type: "radio", name: path, checked: pick === side, "aria-label": `${pathInWords(path)}: ${name.toLowerCase()}`,
          onchange: () => { this.#picks.set(path, side); this.update(); } }), valueView(value)));
    return h("tr", { key: path }, h("th", { scope: "row" }, pathInWords(path)), h("td", { "data-name": "Before", class: "muted" }, valueView(before)),
      option("mine", "Yours", mine), option("theirs", "Theirs", theirs));
  }

  /** What was not in conflict stays as it is in mine. */
  #picked() {
    const left = leaves(this.conflict.mine).filter(([path]) => this.#picks.get(path) !== "theirs");
    return left.reduce((patch, [path, value]) => joined(patch, patchOf(path, value)), {});
  }

  #resolve(choice) {
    const isNothing = typeof choice === "object" && Object.keys(choice).length === 0;
    this.tell("wizard-resolve", { choice: isNothing ? "theirs" : choice });
  }
}

define("wizard-conflict", Conflict);
