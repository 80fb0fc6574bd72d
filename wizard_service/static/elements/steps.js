/**
 * <wizard-steps> shows the three steps, where the investigation is, and which one is looked at.
 *
 * state   {wizard_step, status}, null while there is none
 * viewed  the step that is looked at
 * Tells `wizard-step` {step} when a person wants to look at a step. Steps that have not been reached cannot be chosen.
 */

import { h } from "./dom.js";
import { WizardElement, define, sheet } from "./element.js";
import { icon } from "./icons.js";
import { toneOf, wordOf } from "./words.js";

export const STEPS = ["SETTINGS", "PROGRESS", "RESULTS"];
const NAMES = { SETTINGS: "Settings", PROGRESS: "Progress", RESULTS: "Results" };

const style = sheet(`
nav { display: flex; align-items: center; gap: var(--wz-3); }
ol { display: flex; align-items: center; gap: 2px; flex: 1; min-width: 0; }
li { display: flex; align-items: center; gap: 2px; }
li + li::before { content: ""; width: 24px; height: 1px; background: var(--wz-border-strong); margin: 0 4px; }
button { border-color: transparent; background: transparent; padding: 0 10px 0 6px; color: var(--wz-muted); }
button[aria-current] { color: var(--wz-text); font-weight: 600; background: var(--wz-hover); }
button:disabled { background: transparent; border-color: transparent; }
b { display: grid; place-items: center; width: 20px; height: 20px; border-radius: 50%; font-size: 11px; font-weight: 600;
  border: 1px solid var(--wz-control-border); font-variant-numeric: tabular-nums; }
.passed b { background: var(--wz-done-soft); border-color: transparent; color: var(--wz-done); }
.passed b svg { width: 12px; height: 12px; stroke-width: 2; }
.at b { background: var(--wz-accent-fill); border-color: var(--wz-accent-fill); color: var(--wz-on-accent); }
@media (max-width: 560px) {
  nav { gap: 4px; } li + li::before { width: 6px; margin: 0; } button { padding: 0 5px 0 3px; gap: 4px; font-size: 13px; }
  .chip { font-size: 0; padding: 0 4px; gap: 0; }
}
`);

export class Steps extends WizardElement {
  static shows = { state: null, viewed: null };
  static style = style;

  view() {
    const { wizard_step: at = "SETTINGS", status } = this.state ?? {};
    return h("nav", { "aria-label": "Steps of the investigation" },
      h("ol", null, STEPS.map((step, index) => this.#step(step, index, STEPS.indexOf(at)))),
      status && this.#chip(at, status));
  }

  #chip(at, status) {
    if (at === "SETTINGS" && status === "IN_PROGRESS") return h("span", { class: "chip" }, icon("pending"), "Draft");
    return h("span", { class: `chip ${toneOf(status)}` }, icon(toneOf(status)), wordOf(status));
  }

  #step(step, index, reached) {
    const isPassed = index < reached || (index === reached && step === "RESULTS");
    const said = index > reached ? ", not reached yet" : index === reached ? ", current step" : ", done";
    return h("li", { class: isPassed ? "passed" : index === reached ? "at" : "" },
      h("button", {
        disabled: index > reached,
        "aria-current": step === (this.viewed ?? this.state?.wizard_step) ? "step" : null,
        onclick: () => this.tell("wizard-step", { step }),
      }, h("b", { "aria-hidden": "true" }, isPassed ? icon("done") : String(index + 1)), NAMES[step],
      h("span", { class: "hidden-text" }, said)));
  }
}

define("wizard-steps", Steps);
