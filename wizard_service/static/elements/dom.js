/**
 * Describes nodes with `h()` and makes a parent's children equal to such descriptions with `render()`, touching only
 * what differs: what has the focus keeps it, what is typed stays, what is scrolled stays where it was.
 *
 * Properties of a description: `key` (identity among siblings), `on<event>` (a listener), `style` (an object, set through
 * the object model, which a strict Content-Security-Policy allows), everything else a property or an attribute.
 */

const SVG = "http://www.w3.org/2000/svg";
const ONLY_ATTRIBUTES = new Set(["class", "list", "form", "role", "part", "slot", "for", "width", "height"]);
const LIVE = new Set(["value", "checked"]);
/** What a property becomes that is not described any more, by the type it had. */
const ABSENT = { boolean: false, string: "", number: "", object: null, function: null };
const described = new WeakMap();

/** @returns {{tag: string, key: any, props: object, children: Array}} */
export function h(tag, props, ...children) {
  const { key, ...rest } = props ?? {};
  return { tag, key, props: rest, children: flat(children) };
}

/** The children of `parent` become what `descriptions` say. */
export function render(parent, descriptions) {
  renderFlat(parent, flat([descriptions]));
}

function renderFlat(parent, wanted) {
  const matched = match([...parent.childNodes], wanted);
  const kept = new Set(matched);
  // What goes must go first: moving a node takes the focus from it.
  for (const node of [...parent.childNodes]) if (!kept.has(node)) node.remove();
  let place = parent.firstChild;
  wanted.forEach((description, index) => {
    const node = matched[index] ?? create(description, parent);
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
    patch(node, description);
  });
}

/**
 * One list of the children that are there. Each has an `identity` among its siblings: its key, or the place where it was
 * written. What is left out (`condition && h(...)`) keeps its place, so that no neighbour's node is taken for another thing.
 */
function flat(children, place = "") {
  return children.flatMap((child, index) => {
    if (Array.isArray(child)) return flat(child, `${place}${index}.`);
    if (child == null || typeof child === "boolean") return [];
    if (typeof child !== "object") return { text: String(child), identity: `${place}${index}` };
    return { ...child, identity: child.key === undefined ? `${place}${index}` : `${place}key ${child.key}` };
  });
}

/** Each node is matched once: keys made of what people write may be the same for two. */
function match(nodes, wanted) {
  const known = Map.groupBy(nodes, (node) => described.get(node)?.identity);
  return wanted.map(({ identity, tag }) => {
    const node = known.get(identity)?.shift();
    return node && described.get(node).tag === tag ? node : undefined;
  });
}

function create(description, parent) {
  const node = "text" in description ? document.createTextNode("") : createElement(description.tag, parent);
  described.set(node, { props: {} });
  return node;
}

function createElement(tag, parent) {
  const inSvg = tag === "svg" || (parent.namespaceURI === SVG && parent.localName !== "foreignObject");
  return inSvg ? document.createElementNS(SVG, tag) : document.createElement(tag);
}

function setText(node, text) {
  if (node.data !== text) node.data = text;
}

function patch(node, description) {
  const before = described.get(node).props;
  described.set(node, description);
  if ("text" in description) return setText(node, description.text);
  // Children first: a select takes a value only when it has the option.
  renderFlat(node, description.children);
  for (const name of Object.keys(before)) if (!(name in description.props)) setProp(node, name, undefined, before[name]);
  for (const [name, value] of Object.entries(description.props)) setProp(node, name, value, before[name]);
}

function setProp(node, name, value, before) {
  if (name.startsWith("on")) return listen(node, name.slice(2), value);
  if (name === "style") return setStyle(node, value ?? {}, before ?? {});
  if (LIVE.has(name) && name in node) {
    if (node[name] !== (value ?? "")) node[name] = value ?? "";
    return;
  }
  if (value === before) return;
  if (name.startsWith("aria-")) return setAria(node, name, value);
  const asAttribute = node.namespaceURI === SVG || ONLY_ATTRIBUTES.has(name) || !(name in node);
  if (!asAttribute) node[name] = value === undefined ? ABSENT[typeof before] : value;
  else if (value == null || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : value);
}

function setAria(node, name, value) {
  if (value == null) node.removeAttribute(name);
  else node.setAttribute(name, String(value));
}

function setStyle(node, style, before) {
  for (const name of Object.keys(before)) if (!(name in style)) node.style.removeProperty(name);
  for (const [name, value] of Object.entries(style)) if (before[name] !== value) node.style.setProperty(name, value);
}

const listeners = new WeakMap();

function listen(node, type, listener) {
  if (!listeners.has(node)) listeners.set(node, {});
  const known = listeners.get(node);
  if (!(type in known)) node.addEventListener(type, (event) => known[type]?.(event));
  known[type] = listener;
}
