/**
 * Defines the base of the custom elements. An element renders the plain values of its properties
 * and emits an event for each action of the user. It makes no requests: the page supplies the
 * values.
 */

import { texts } from '../texts/elements.js';
import { onLanguage } from '../texts/language.js';
import { baseStyle, sheet } from './display/base-style.js';
import { onTimeZone } from './display/time.js';
import { h, render } from './vdom.js';

export { sheet };

/** @import { Child } from './vdom.js' */

const TOKENS = new URL('theme.css', import.meta.url).href;
let hasTokens = false;
// A server that renders pages imports the elements and never makes one.
const Element = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

export class WizardElement extends Element {
  /** The initial value of each property that renders. @type {Record<string, any>} */
  static defaults = {};
  /** @type {CSSStyleSheet | CSSStyleSheet[]} */
  static style = [];

  /** @type {Record<string, any>} */
  #values = {};
  #isScheduled = false;
  #isFirst = true;
  #disconnecting = new AbortController();

  constructor() {
    super();
    const { defaults, style } = /** @type {typeof WizardElement} */ (this.constructor);
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [baseStyle, style].flat();
    for (const [name, initial] of Object.entries(defaults)) this.#define(name, initial);
  }

  connectedCallback() {
    linkTokens();
    // Values that were set before the element was defined count as changes.
    const { defaults } = /** @type {typeof WizardElement} */ (this.constructor);
    if (this.#isFirst) for (const name of Object.keys(defaults)) this.changed(name, defaults[name]);
    this.#isFirst = false;
    this.#disconnecting = new AbortController();
    onTimeZone(() => this.update(), this.#disconnecting.signal);
    onLanguage(() => this.update(), this.#disconnecting.signal);
    this.update();
  }

  disconnectedCallback() {
    this.#disconnecting.abort();
  }

  /** Renders before the next frame; several calls render once. */
  update() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      if (!this.isConnected) return;
      this.#render();
    });
  }

  #render() {
    try {
      render(this.root, this.view());
      this.rendered();
    } catch (error) {
      // One value that the element does not expect must not leave an empty page.
      render(this.root, h('p.problem', { role: 'alert' }, texts.format.brokenPart));
      reportError(error);
    }
  }

  /** Describes the content. @returns {Child} */
  view() {
    return [];
  }

  /** Called after the content has been rendered. */
  rendered() {}

  /**
   * Called when a property was set, before it renders.
   * @param {string} _name
   * @param {any} _before
   */
  changed(_name, _before) {}

  /**
   * Emits an event to the page. Returns false when the page has prevented its default.
   * @param {string} type
   */
  emit(type, detail = {}) {
    const options = { detail, bubbles: true, composed: true, cancelable: true };
    return this.dispatchEvent(new CustomEvent(type, options));
  }

  get root() {
    return /** @type {ShadowRoot} */ (this.shadowRoot);
  }

  /** Moves the focus to the first node that matches. @param {string} selector */
  focusOn(selector) {
    /** @type {HTMLElement | null} */ (this.root.querySelector(selector))?.focus();
  }

  /** @param {string} name @param {any} initial */
  #define(name, initial) {
    // A value that was set before the element was defined is an own property of the node.
    const preset = Object.getOwnPropertyDescriptor(this, name);
    this.#values[name] = preset ? preset.value : initial;
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
}

/**
 * Returns a base class whose instances have these properties; setting one renders the element.
 * @template {Record<string, any>} T
 * @param {string} tag
 * @param {T} defaults
 */
export function elementWith(tag, defaults) {
  class ElementWithProperties extends WizardElement {
    static tag = tag;
    static defaults = defaults;
  }
  const typed = /** @type {unknown} */ (ElementWithProperties);
  return /** @type {{ new (): WizardElement & T, tag: string, defaults: T }} */ (typed);
}

/**
 * Defines a custom element once: a page may load the same element from two addresses.
 * @param {CustomElementConstructor & { tag: string }} element
 */
export function define(element) {
  const registry = globalThis.customElements;
  if (registry && !registry.get(element.tag)) registry.define(element.tag, element);
}

function linkTokens() {
  if (hasTokens) return;
  hasTokens = true;
  // A page may have the tokens in a style sheet of another name.
  if (getComputedStyle(document.documentElement).getPropertyValue('--wz-tokens')) return;
  if ([...document.styleSheets].some((styleSheet) => styleSheet.href === TOKENS)) return;
  if (document.querySelector(`link[href="${TOKENS}"]`)) return;
  const link = document.createElement('link');
  document.head.prepend(Object.assign(link, { rel: 'stylesheet', href: TOKENS }));
}
