/**
 * Describes nodes with `h()` and makes the children of a parent equal to such descriptions with
 * `render()`. Only what differs is touched: focus, typed text and scroll positions survive.
 *
 * A selector is a tag with classes, such as `button.small`. Special properties: `key` (identity
 * among siblings), `on<event>` (a listener) and `style` (an object, which is set through the object
 * model because a strict Content-Security-Policy forbids the attribute). Everything else is set as
 * a property where the node has one, and as an attribute otherwise.
 */

import { SVG, setProperty } from './vdom/properties.js';

/**
 * @typedef {(event: any) => unknown} Listener
 * @typedef {{ [name: string]: any }
 *   & { [listener: `on${string}`]: Listener | null | undefined }} Props
 *
 * @typedef {object} VNode
 * @property {string} tag
 * @property {unknown} key
 * @property {Record<string, any>} props
 * @property {Flat[]} children
 *
 * @typedef {VNode | string | number | boolean | null | undefined} Content
 * @typedef {Content | readonly Content[]} Nested
 * @typedef {Nested | readonly Nested[]} DeeplyNested
 * @typedef {DeeplyNested | readonly DeeplyNested[]} Child null, undefined and booleans are left out
 *
 * @typedef {{ text: string, identity: string }} FlatText
 * @typedef {Omit<VNode, 'key'> & { identity: string, vnode: VNode }} FlatNode
 * @typedef {FlatText | FlatNode} Flat
 *
 * @typedef {Node & { [name: string]: any }} AnyNode
 */

/** Every node that `h` returned. Any other object is data, whatever members it has. */
const vnodes = new WeakSet();
/** @type {WeakMap<Node, Partial<FlatNode & FlatText>>} */
const descriptions = new WeakMap();

/**
 * Describes an element.
 * @type {{
 *   (selector: string, ...children: Child[]): VNode,
 *   (selector: string, props: Props, ...children: Child[]): VNode,
 * }}
 */
export const h = describe;

/** @param {string} selector @param {...any} content @returns {VNode} */
function describe(selector, ...content) {
  const { key, ...props } = isProps(content[0]) ? content.shift() : {};
  const [tag, ...classes] = selector.split('.');
  const classNames = [...classes, props.class].filter(Boolean).join(' ');
  if (classNames) props.class = classNames;
  const vnode = { tag, key, props, children: flatten(content) };
  vnodes.add(vnode);
  return vnode;
}

/** @param {any} value */
function isProps(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !vnodes.has(value);
}

/**
 * Updates the children of `parent` to match the descriptions in `children`.
 * @param {AnyNode} parent
 * @param {Child} children
 */
export function render(parent, children) {
  renderFlat(parent, flatten([children]));
}

/** @param {AnyNode} parent @param {Flat[]} wanted */
function renderFlat(parent, wanted) {
  const nodes = [...parent.childNodes];
  // Most parents keep all their children.
  if (nodes.length === wanted.length && nodes.every((node, at) => describes(wanted[at], node))) {
    for (const [at, node] of nodes.entries()) patch(node, wanted[at]);
    return;
  }
  const matched = match(nodes, wanted);
  const kept = new Set(matched);
  // Removals come first, because moving a node takes the focus from it.
  for (const node of nodes) if (!kept.has(node)) parent.removeChild(node);
  let next = parent.firstChild;
  wanted.forEach((description, index) => {
    const node = matched[index] ?? create(description, parent);
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
    patch(node, description);
  });
}

/**
 * Returns one flat list of the children that are present. The identity of a child among its
 * siblings is its key or its position in the source, and children that are left out
 * (`condition && h(...)`) keep their position: a node is never reused for another purpose.
 * @param {any[]} children
 * @returns {Flat[]}
 */
function flatten(children, position = '') {
  return children.flatMap((child, index) => {
    if (Array.isArray(child)) return flatten(child, `${position}${index}.`);
    if (child === null || child === undefined || typeof child === 'boolean') return [];
    const identity = `${position}${index}`;
    if (!vnodes.has(child)) return { text: textOf(child), identity };
    const isKeyed = child.key !== undefined;
    const { tag, props, children: content } = child;
    const own = isKeyed ? `${position}key ${child.key}` : identity;
    return { tag, props, children: content, identity: own, vnode: child };
  });
}

/** @param {unknown} child */
function textOf(child) {
  return typeof child === 'object' ? JSON.stringify(child) : String(child);
}

/**
 * Finds the node for each description. A node is used once, because keys made of user input may
 * repeat.
 * @param {AnyNode[]} nodes
 * @param {Flat[]} wanted
 * @returns {(AnyNode | undefined)[]}
 */
function match(nodes, wanted) {
  const byIdentity = Map.groupBy(nodes, (node) => descriptions.get(node)?.identity);
  return wanted.map((description) => {
    const node = byIdentity.get(description.identity)?.shift();
    const tag = 'text' in description ? undefined : description.tag;
    return node && descriptions.get(node)?.tag === tag ? node : undefined;
  });
}

/** Returns whether a description is of this node. @param {Flat} wanted @param {AnyNode} node */
function describes(wanted, node) {
  const before = descriptions.get(node);
  if (before?.identity !== wanted.identity) return false;
  return before.tag === ('text' in wanted ? undefined : wanted.tag);
}

/** @param {Flat} description @param {AnyNode} parent @returns {AnyNode} */
function create(description, parent) {
  const isText = 'text' in description;
  const node = isText ? document.createTextNode('') : createElement(description.tag, parent);
  descriptions.set(node, { props: {} });
  return node;
}

/** @param {string} tag @param {AnyNode} parent */
function createElement(tag, parent) {
  const isInSvg = parent.namespaceURI === SVG && parent.localName !== 'foreignObject';
  const isSvg = tag === 'svg' || isInSvg;
  return isSvg ? document.createElementNS(SVG, tag) : document.createElement(tag);
}

/** @param {AnyNode} node @param {Flat} description */
function patch(node, description) {
  const { props: before = {}, vnode } = descriptions.get(node) ?? {};
  descriptions.set(node, description);
  if ('text' in description) {
    if (node.data !== description.text) node.data = description.text;
    return;
  }
  if (vnode === description.vnode) return;
  // Children come first: a select accepts a value only when it has the option.
  renderFlat(node, description.children);
  const { props } = description;
  for (const name in before) if (!(name in props)) setProperty(node, name, undefined, before[name]);
  for (const name in props) setProperty(node, name, props[name], before[name]);
}
