/**
 * Maps the fragment of the address to the page on the screen: #/, #/i/ID, #/i/ID/settings,
 * #/i/ID/audit, #/i/ID/v5 and #/i/ID/v3..v5 (a version, and what changed from one to another),
 * #/templates, #/templates/ID, #/templates/ID/edit, #/templates/ID/audit, #/templates/ID/versions,
 * #/overview, #/users and #/history. Behind lists stands their query: #/history?status=ERROR.
 */

/**
 * @typedef {'home' | 'investigation' | 'templates' | 'overview' | 'history' | 'users'} PageName
 *
 * @typedef {object} Route
 * @property {PageName} name
 * @property {string | null} [id] of the investigation or template
 * @property {string | null} [view] of the investigation or template, null for an investigation's
 *   current step and for the list of templates
 * @property {number} [version] of the view `past`
 * @property {number} [since] the version that it is compared with
 * @property {Record<string, string>} [query] of a list
 */

const VIEWS = ['settings', 'progress', 'results', 'audit'];
const TEMPLATE_VIEWS = ['edit', 'audit', 'versions'];
const VERSION = /^(?:v([1-9]\d*)\.\.)?v([1-9]\d*)$/;

/** @returns {Route} */
export function currentRoute() {
  const [path, search = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const query = Object.fromEntries(new URLSearchParams(search));
  const [page, id, view = ''] = path.split('/').map(decode);
  if (page === 'i' && id) return { ...investigationRoute(id, view), query };
  if (page === 'templates' && id && TEMPLATE_VIEWS.includes(view)) {
    return { name: page, id, view, query };
  }
  if (page === 'templates') return { name: page, id: id ?? null };
  if (page === 'overview' || page === 'users') return { name: page };
  if (page === 'history') return { name: page, query };
  return { name: 'home' };
}

/** @param {string} id @param {string} view @returns {Route} */
function investigationRoute(id, view) {
  const [, since, version] = VERSION.exec(view) ?? [];
  if (!version) return { name: 'investigation', id, view: VIEWS.includes(view) ? view : null };
  const compared = since ? { since: Number(since) } : {};
  return { name: 'investigation', id, view: 'past', version: Number(version), ...compared };
}

/**
 * Decodes a part of the path; a link that was cut inside a character still opens.
 * @param {string} text
 */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {PageName} name @param {string | null} [id] @param {string | null} [view] */
export function pathTo(name, id, view) {
  const encodedId = id ? `/${encodeURIComponent(id)}` : '';
  if (name === 'investigation') return `#/i${encodedId}${view ? `/${view.toLowerCase()}` : ''}`;
  return name === 'home' ? '#/' : `#/${name}${encodedId}${view ? `/${view}` : ''}`;
}

/** @param {Record<string, string>} query of the history */
export function pathToHistory(query) {
  const search = new URLSearchParams(query).toString();
  return pathTo('history') + (search && `?${search}`);
}

/**
 * Puts a query behind the address, so that a reload or a link leads to the same rows.
 * @param {Record<string, string | undefined>} query
 */
export function replaceQuery(query) {
  const set = Object.entries(query).filter(([, value]) => value);
  const search = new URLSearchParams(/** @type {[string, string][]} */ (set)).toString();
  history.replaceState(null, '', location.hash.split('?')[0] + (search && `?${search}`));
}

/** @param {PageName} name @param {string | null} [id] @param {string | null} [view] */
export function goTo(name, id, view) {
  location.hash = pathTo(name, id, view);
}
