/**
 * <wizard-log> shows log lines as they come: searched, filtered by level, followed.
 *
 * lines  [{message, level?, agent_name?, timestamp?}], oldest first
 * Follows the end until a person scrolls up, and again from the moment they come back to it.
 */

import { h } from "./dom.js";
import { WizardElement, define, sheet } from "./element.js";
import { clock, plural, sentence } from "./words.js";

const LEVELS = ["debug", "info", "warning", "error"];
const MOST_SHOWN = 1000;
const AT_END_PX = 8;

const style = sheet(`
header { flex-wrap: wrap; }
header > .count { flex: 1 0 auto; white-space: nowrap; }
header input[type="search"] { flex: 0 1 180px; width: 96px; height: 28px; }
header select { width: auto; height: 28px; padding: 0 4px; }
.lines { height: var(--wizard-log-height, 240px); overflow: auto; padding: var(--wz-2) 0; font: 12px/18px var(--wz-mono); overscroll-behavior: contain; }
.lines:focus-visible { outline-offset: -2px; }
li { display: grid; grid-template-columns: 60px 116px minmax(0, 1fr); gap: var(--wz-2); padding: 0 var(--wz-4); }
li:hover { background: var(--wz-hover); }
li > span:last-child { overflow-wrap: anywhere; }
.plain-lines li { grid-template-columns: minmax(0, 1fr); }
.error > span:last-child { color: var(--wz-error); }
.warning > span:last-child { color: var(--wz-warning); }
mark { background: var(--wz-warning-soft); color: inherit; outline: 1px solid var(--wz-warning); border-radius: 2px; }
.none { padding: var(--wz-4); color: var(--wz-muted); }
@media (max-width: 560px) {
  li { grid-template-columns: 60px minmax(0, 1fr); }
  li > .agent { grid-column: 2; }
  li > span:last-child { grid-column: 1 / -1; padding-bottom: 4px; }
  header input[type="search"] { width: 100%; order: 9; }
}
`);

export class Log extends WizardElement {
  static shows = { lines: [] };
  static style = style;

  #query = "";
  #level = "debug";
  #follows = true;

  /** Put the cursor into the search. */
  search() {
    this.shadowRoot.querySelector("input")?.focus();
  }

  view() {
    const found = this.#found();
    const shown = found.slice(-MOST_SHOWN);
    const isPlain = shown.every((each) => !each.timestamp && !each.agent_name);
    return h("section", { class: "panel" },
      h("header", null, h("h3", null, "Log"),
        h("span", { class: "muted small number count" }, this.#count(found.length, shown.length)),
        h("input", { type: "search", placeholder: "Search the log", "aria-label": "Search the log", value: this.#query,
          oninput: (event) => this.#set(() => { this.#query = event.target.value; }) }),
        h("select", { "aria-label": "Lowest level", value: this.#level, onchange: (event) => this.#set(() => { this.#level = event.target.value; }) },
          LEVELS.map((level) => h("option", { value: level }, level === "debug" ? "All levels" : `${sentence(level)}${level === "error" ? "" : " and above"}`))),
        h("label", { class: "check small" },
          h("input", { type: "checkbox", checked: this.#follows, onchange: (event) => this.#set(() => { this.#follows = event.target.checked; }) }), "Follow")),
      h("div", { class: "lines", tabIndex: 0, role: "log", "aria-label": "Log lines", "aria-live": "off", onscroll: () => this.#scrolled() },
        shown.length === 0 ? h("p", { class: "none" }, this.lines.length ? "No line matches." : "Nothing has been logged yet.")
          : h("ul", { class: isPlain ? "plain-lines" : "" }, shown.map((line) => this.#line(line, isPlain)))));
  }

  shown() {
    const box = this.shadowRoot.querySelector(".lines");
    if (this.#follows) box.scrollTop = box.scrollHeight;
  }

  #line({ message, level = "info", agent_name: agent, timestamp }, isPlain) {
    const word = level === "warning" || level === "error" ? h("span", { class: "hidden-text" }, `${level}: `) : null;
    return h("li", { class: level },
      !isPlain && h("span", { class: "muted number" }, clock(timestamp)),
      !isPlain && h("span", { class: "muted agent truncate" }, agent ?? ""),
      h("span", null, word, marked(message, this.#query)));
  }

  #found() {
    const query = this.#query.toLowerCase();
    const lowest = LEVELS.indexOf(this.#level);
    return this.lines.filter((each) => Math.max(LEVELS.indexOf(each.level ?? "info"), 0) >= lowest &&
      (!query || `${each.message} ${each.agent_name ?? ""}`.toLowerCase().includes(query)));
  }

  #count(found, shown) {
    if (this.#query || this.#level !== "debug") return `${found} of ${plural(this.lines.length, "line")}`;
    return shown < found ? `the newest ${shown} of ${found} lines` : plural(found, "line");
  }

  #set(change) {
    change();
    this.update();
  }

  #scrolled() {
    const box = this.shadowRoot.querySelector(".lines");
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight <= AT_END_PX;
    if (isAtEnd !== this.#follows) this.#set(() => { this.#follows = isAtEnd; });
  }
}

function marked(message, query) {
  const at = query ? message.toLowerCase().indexOf(query.toLowerCase()) : -1;
  if (at < 0) return message;
  const end = at + query.length;
  return [message.slice(0, at), h("mark", null, message.slice(at, end)), message.slice(end)];
}

define("wizard-log", Log);
