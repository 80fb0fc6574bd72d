/** JSON merge patch (RFC 7396). */

/**
 * @param {any} target
 * @param {any} patch
 * @returns {any} neither is changed; parts that the patch does not touch stay the same objects
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
 * The patch that does what `first` and then `second` do; null when no single patch does.
 * @param {any} first
 * @param {any} second
 * @returns {any}
 */
export function composePatches(first, second) {
  const composed = { ...first };
  for (const [name, value] of Object.entries(second)) {
    const before = own(first, name);
    if (before === undefined || !isObject(value)) define(composed, name, value);
    else if (!isObject(before)) return null;
    else {
      const inner = composePatches(before, value);
      if (inner === null) return null;
      define(composed, name, inner);
    }
  }
  return composed;
}

/**
 * The paths at which two patches both say something, e.g. `settings.name`.
 * @param {any} one
 * @param {any} other
 * @returns {string[]}
 */
export function overlap(one, other, path = '') {
  if (!isObject(one) || !isObject(other)) return [path];
  return Object.keys(one)
    .filter((name) => Object.hasOwn(other, name))
    .flatMap((name) => overlap(one[name], other[name], path ? `${path}.${name}` : name));
}

/** @param {any} value @returns {value is Record<string, any>} */
export function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** @param {Record<string, any>} object @param {string} name */
function own(object, name) {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A plain assignment would set the prototype for the name `__proto__`. @param {Record<string, any>} object @param {string} name @param {any} value */
function define(object, name, value) {
  Object.defineProperty(object, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
