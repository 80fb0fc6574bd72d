/**
 * JSON merge patch (RFC 7396): apply, compose, compare and compute patches.
 *
 * A merge patch cannot set a member to null, so comparisons treat null and absent members as equal.
 */

/**
 * Applies a patch without changing either side; untouched parts stay the same objects.
 * @param {any} target
 * @param {any} patch
 * @returns {any}
 */
export function applyPatch(target, patch) {
  if (!isObject(patch)) return patch;
  const merged = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else define(merged, name, applyPatch(own(merged, name), value));
  }
  return merged;
}

/**
 * Computes the smallest patch that turns `before` into `after`; `{}` when they are the same.
 * @param {any} before
 * @param {any} after
 * @returns {any} `after` itself unless both are objects
 */
export function diff(before, after) {
  if (!isObject(before) || !isObject(after)) return after;
  /** @type {Record<string, any>} */
  const patch = {};
  for (const name of memberNames(before, after)) {
    const old = own(before, name) ?? null;
    const value = own(after, name) ?? null;
    if (!isSame(old, value)) define(patch, name, diff(old, value));
  }
  return patch;
}

/**
 * Composes the patch that has the effect of `first` followed by `second`.
 * @param {any} first
 * @param {any} second
 * @returns {any} null when no single patch has that effect: `first` removes what `second` changes
 */
export function composePatches(first, second) {
  const composed = { ...first };
  for (const [name, value] of Object.entries(second)) {
    const before = own(first, name);
    const isNested = before !== undefined && isObject(value);
    if (isNested && !isObject(before)) return null;
    const member = isNested ? composePatches(before, value) : value;
    if (isNested && member === null) return null;
    define(composed, name, member);
  }
  return composed;
}

/**
 * Builds the patch that sets one path, e.g. `settings.name`; a value of undefined removes it.
 * @param {string} path
 * @param {any} value
 * @returns {any}
 */
export function patchAt(path, value) {
  const names = path.split('.');
  return names.reduceRight((inner, name) => ({ [name]: inner }), value ?? null);
}

/**
 * Lists the paths that both patches touch, e.g. `settings.name`.
 * @param {any} one
 * @param {any} other
 * @returns {string[]}
 */
export function overlap(one, other, path = '') {
  if (!isObject(one) || !isObject(other)) return [path];
  return Object.keys(one)
    .filter((name) => Object.hasOwn(other, name))
    .flatMap((name) => overlap(one[name], other[name], joinPath(path, name)));
}

/**
 * Compares two JSON values deeply, whatever the order of their members.
 * @param {any} one
 * @param {any} other
 * @returns {boolean}
 */
export function isSame(one, other) {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  return memberNames(one, other).every((name) =>
    isSame(own(one, name) ?? null, own(other, name) ?? null),
  );
}

/** @param {any} value @returns {value is Record<string, any>} */
export function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** @param {string} path @param {string} name */
export function joinPath(path, name) {
  return path ? `${path}.${name}` : name;
}

/** @param {Record<string, any>} one @param {Record<string, any>} other */
function memberNames(one, other) {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])];
}

/** @param {Record<string, any>} object @param {string} name */
function own(object, name) {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/**
 * Defines a member; a plain assignment of `__proto__` would replace the prototype.
 * @param {Record<string, any>} object
 * @param {string} name
 * @param {any} value
 */
function define(object, name, value) {
  Object.defineProperty(object, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
