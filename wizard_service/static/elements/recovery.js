/**
 * <wizard-recovery> is a quiet banner for somebody who comes back: where the investigation was, how old that is, what can be done.
 *
 * checkpoint  as the API gives it: {resume_step, status, stale, actions, last_accessed, updated_at}; null hides the banner
 * Tells `wizard-recovery` {action}: one of the checkpoint's actions, or "dismiss".
 */

import { h } from "./dom.js";
import { WizardElement, define, sheet } from "./element.js";
import { icon } from "./icons.js";
import { ago, sentence, toneOf, wordOf } from "./words.js";

const style = sheet(`
section { display: flex; align-items: center; flex-wrap: wrap; gap: var(--wz-2) var(--wz-3); padding: var(--wz-2) var(--wz-2) var(--wz-2) var(--wz-4);
  border: 1px solid var(--wz-border); border-left: 3px solid var(--tone); border-radius: var(--wz-radius); background: var(--wz-surface); }
p { flex: 1 1 260px; }
`);

const ACTIONS = { resume: "Resume", retry: "Retry", cancel: "Cancel it", archive: "Archive", start_fresh: "Start fresh", view_results: "View results" };
const FIRST = ["view_results", "retry", "resume", "start_fresh", "archive", "cancel"];

export class Recovery extends WizardElement {
  static shows = { checkpoint: null };
  static style = style;

  view() {
    const at = this.checkpoint;
    if (!at) return null;
    const actions = FIRST.filter((action) => at.actions?.includes(action));
    return h("section", { class: toneOf(at.status), "aria-label": "Where you were" },
      icon(at.stale ? "history" : toneOf(at.status)),
      h("p", null, this.#where(at)),
      h("div", { class: "row wrap" },
        actions.map((action, index) => h("button", { class: `small ${index === 0 ? "primary" : ""}`, onclick: () => this.tell("wizard-recovery", { action }) }, ACTIONS[action])),
        h("button", { class: "plain icon small", "aria-label": "Dismiss", onclick: () => this.tell("wizard-recovery", { action: "dismiss" }) }, icon("close"))));
  }

  #where({ resume_step: step, status, stale, last_accessed: accessed, updated_at: updated }) {
    const seen = accessed ? `Last opened ${ago(accessed)}, last changed ${ago(updated)}.` : `Last changed ${ago(updated)}.`;
    return [h("b", null, `${sentence(step)}, ${wordOf(status).toLowerCase()}. `), h("span", { class: "muted" }, seen, stale && " It may be better to start fresh.")];
  }
}

define("wizard-recovery", Recovery);
