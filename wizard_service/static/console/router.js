/**
 * What is looked at stands behind the # of the address: #/, #/i/ID, #/i/ID/settings, #/i/ID/audit, #/i/ID/v3, #/templates, #/history.
 */

const VIEWS = ["settings", "progress", "results", "audit"];
const VERSION = /^v([1-9]\d*)$/;

export function currentRoute() {
  const [first, id, view] = location.hash.replace(/^#\/?/, "").split("?")[0].split("/").map(decoded);
  const version = Number(VERSION.exec(view)?.[1] ?? 0);
  if (first === "i" && id && version) return { name: "investigation", id, view: "past", version };
  if (first === "i" && id) return { name: "investigation", id, view: VIEWS.includes(view) ? view : null };
  if (first === "templates" || first === "history") return { name: first, id: id ?? null };
  return { name: "home" };
}

/** A link that was cut in the middle of a character leads somewhere all the same. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function pathTo(name, id, view) {
  if (name === "investigation") return `#/i/${encodeURIComponent(id)}${view ? `/${view.toLowerCase()}` : ""}`;
  return name === "home" ? "#/" : `#/${name}${id ? `/${encodeURIComponent(id)}` : ""}`;
}

export function go(name, id, view) {
  location.hash = pathTo(name, id, view);
}

/** The same place under another name: no new entry in the browser's history. */
export function replace(name, id, view) {
  history.replaceState(null, "", pathTo(name, id, view));
}
