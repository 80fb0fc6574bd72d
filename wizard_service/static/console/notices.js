/** Short messages that come and go, and questions that wait for an answer. */

import { h, render } from "../elements/dom.js";
import { icon } from "../elements/icons.js";

const SHOWN_MS = 6000;

export class Notices {
  constructor(onChange) {
    this._onChange = onChange;
    this._toasts = [];
    this._next = 0;
  }

  /** @param {string} text @param {"done"|"error"|"warning"} tone @param {{label: string, act: Function}} [offer] */
  say(text, tone = "done", offer = null) {
    const toast = { key: (this._next += 1), text, tone, offer };
    this._toasts = [...this._toasts.slice(-2), toast];
    // What went wrong stays until it was seen.
    if (tone === "done") setTimeout(() => this.dismiss(toast.key), SHOWN_MS);
    this._onChange();
  }

  dismiss(key) {
    this._toasts = this._toasts.filter((each) => each.key !== key);
    this._onChange();
  }

  view() {
    return h("div", { class: "toasts", role: "status", "aria-live": "polite" }, this._toasts.map(({ key, text, tone, offer }) =>
      h("div", { key, class: `toast ${tone}` }, icon(tone), h("p", { class: "grow" }, text),
        offer && h("button", { class: "small", onclick: () => { this.dismiss(key); offer.act(); } }, offer.label),
        h("button", { class: "plain icon small", "aria-label": "Dismiss", onclick: () => this.dismiss(key) }, icon("close")))));
  }
}

/**
 * Ask in a dialog. `content(close)` describes it; the promise gives what `close` was called with, undefined when it was
 * cancelled.
 */
export function ask(content, className = "") {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = className;
    let answer;
    const close = (value) => { answer = value; dialog.close(); };
    const show = () => render(dialog, content(close, show));
    dialog.addEventListener("close", () => { dialog.remove(); resolve(answer); });
    document.body.append(dialog);
    show();
    dialog.setAttribute("aria-label", dialog.querySelector("h2")?.textContent ?? "");
    dialog.showModal();
  });
}

/** @returns {Promise<boolean>} */
export async function confirmed(title, text, verb, isDangerous = false) {
  const answer = await ask((close) => h("form", { onsubmit: (event) => { event.preventDefault(); close(true); } },
    h("h2", null, title), h("p", { class: "muted" }, text),
    h("footer", null, h("button", { type: "button", onclick: () => close(undefined) }, "Cancel"), h("button", { class: isDangerous ? "danger" : "primary", type: "submit" }, verb))));
  return answer === true;
}
