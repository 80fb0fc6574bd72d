/** Applies the description of one node: its properties, attributes, styles and listeners. */

/** @import { AnyNode, Listener } from '../vdom.js' */

export const SVG = 'http://www.w3.org/2000/svg';
const ATTRIBUTES_ONLY = new Set('class list form role part slot for width height'.split(' '));
/** The user changes these, so they are compared with the node and not with the last description. */
const USER_CHANGED = new Set(['value', 'checked']);
/** The value of a property that is no longer described, by the type it had. */
const ABSENT = /** @type {Record<string, any>} */ ({
  boolean: false,
  string: '',
  number: '',
  object: null,
  function: null,
});

/** @type {WeakMap<Node, Record<string, Listener | null | undefined>>} */
const listeners = new WeakMap();

/**
 * Sets a property, an attribute or a listener of a node.
 * @param {AnyNode} node
 * @param {string} name
 * @param {any} value undefined when it is no longer described
 * @param {any} before the value of the last description
 */
export function setProperty(node, name, value, before) {
  if (name.startsWith('on')) listen(node, name.slice(2), value);
  else if (name === 'style') setStyle(node, value ?? {}, before ?? {});
  else if (USER_CHANGED.has(name) && name in node) {
    if (node[name] === (value ?? '') || (value === before && isTyping(node, name))) return;
    node[name] = value ?? '';
  } else if (value !== before) setChanged(node, name, value, before);
}

/**
 * Returns whether the user is in a field of text whose content the page learns when it is left.
 * @param {AnyNode} node
 * @param {string} name
 */
function isTyping(node, name) {
  const isText = name === 'value' && 'defaultValue' in node;
  return isText && !listeners.get(node)?.input && node.matches(':focus');
}

/** @param {AnyNode} node @param {string} name @param {any} value @param {any} before */
function setChanged(node, name, value, before) {
  const isAttribute =
    node.namespaceURI === SVG || ATTRIBUTES_ONLY.has(name) || name.startsWith('aria-');
  if (!isAttribute && name in node) {
    node[name] = value === undefined ? ABSENT[typeof before] : value;
  } else setAttribute(node, name, value);
}

/** @param {AnyNode} node @param {string} name @param {any} value */
function setAttribute(node, name, value) {
  // The value of an ARIA attribute is a word, also when it is "true" or "false".
  const isAria = name.startsWith('aria-');
  if (value === undefined || value === null || (value === false && !isAria)) {
    node.removeAttribute(name);
  } else node.setAttribute(name, value === true && !isAria ? '' : String(value));
}

/** @param {AnyNode} node @param {Record<string, any>} style @param {Record<string, any>} before */
function setStyle(node, style, before) {
  for (const name of Object.keys(before)) if (!(name in style)) node.style.removeProperty(name);
  for (const [name, value] of Object.entries(style)) {
    if (before[name] !== value) node.style.setProperty(name, value);
  }
}

/** @param {AnyNode} node @param {string} type @param {Listener | null | undefined} listener */
function listen(node, type, listener) {
  const registered = listeners.get(node) ?? {};
  listeners.set(node, registered);
  if (!(type in registered)) node.addEventListener(type, (event) => registered[type]?.(event));
  registered[type] = listener;
}
