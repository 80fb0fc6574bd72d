/** The merge patch (RFC 7396) that makes one document out of another. */

import { isObject } from "../elements/differences.js";

export function patchBetween(before, after) {
  if (!isObject(before) || !isObject(after)) return after;
  const patch = {};
  for (const name of Object.keys(before)) if (!(name in after) && before[name] != null) patch[name] = null;
  for (const [name, value] of Object.entries(after)) {
    if (JSON.stringify(before[name]) === JSON.stringify(value)) continue;
    patch[name] = isObject(before[name]) && isObject(value) ? patchBetween(before[name], value) : value;
  }
  return patch;
}
