/** Elements out of words; text is always text, never HTML. */

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(Node | string | null)} children null is left out
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A block of code that can be reached by the keyboard, because it may have to be scrolled. */
export function code(text, label) {
  return element("pre", { tabindex: "0", role: "region", "aria-label": label }, text);
}

/**
 * What a description says, its `code` as code.
 * @param {string} [text]
 * @returns {(Node | string)[]}
 */
export function prose(text = "") {
  return text.split(/`([^`]+)`/).map((part, index) => (index % 2 ? element("code", {}, part) : part));
}

export const json = (value) => JSON.stringify(value, null, 2);
