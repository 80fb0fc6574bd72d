/**
 * The base of the elements here. An element shows plain values given to it as properties and tells what a person wants by
 * events; it asks no server. Where the values come from is its page's business.
 */

import { render } from "./dom.js";
import { base } from "./base_style.js";

const TOKENS = new URL("tokens.css", import.meta.url).href;

/** A style sheet that elements share; allowed where inline styles are not. */
export function sheet(text) {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

export class WizardElement extends HTMLElement {
  /** Values that show: name -> what it is before it is given. Each becomes a property that renders when it is set. */
  static shows = {};
  static style = null;

  #values = {};
  #isDue = false;
  #isNew = true;

  constructor() {
    super();
    const { shows, style } = this.constructor;
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [base, style].flat().filter(Boolean);
    for (const [name, initial] of Object.entries(shows)) this.#define(name, initial);
  }

  connectedCallback() {
    linkTokens();
    // What stood on the node before it was defined is news to the element.
    if (this.#isNew) for (const [name, initial] of Object.entries(this.constructor.shows)) this.changed(name, initial);
    this.#isNew = false;
    this.update();
  }

  /** Render before the next frame; several calls make one. */
  update() {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      if (this.isConnected) this.#show();
    });
  }

  /** @returns {any} descriptions of the content, see dom.js */
  view() {
    return [];
  }

  /** Called after the content has changed. */
  shown() {}

  /** Tell the page; `detail` says what. @returns {boolean} whether the page let it be */
  tell(type, detail = {}) {
    return this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  #show() {
    render(this.shadowRoot, this.view());
    this.shown();
  }

  #define(name, initial) {
    // What was set before the element was defined stands on the node itself.
    const given = Object.hasOwn(this, name) ? this[name] : initial;
    delete this[name];
    this.#values[name] = given;
    Object.defineProperty(this, name, {
      get: () => this.#values[name],
      set: (value) => {
        const before = this.#values[name];
        this.#values[name] = value;
        this.changed(name, before);
        this.update();
      },
      configurable: true,
      enumerable: true,
    });
  }

  /** Called when a value was set, before it shows. */
  changed() {}
}

/** Define once: a page may load the same element from two places. */
export function define(name, element) {
  if (!customElements.get(name)) customElements.define(name, element);
}

function linkTokens() {
  if ([...document.styleSheets].some((each) => each.href === TOKENS)) return;
  if (document.querySelector(`link[href="${TOKENS}"]`)) return;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: TOKENS });
  document.head.prepend(link);
}
