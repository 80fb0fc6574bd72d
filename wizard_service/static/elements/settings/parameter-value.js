/** Converts the value of a tool parameter to the text of its field and back. */

const TEXTS = /"(?:\\.|[^"\\])*"/g;
const NUMBERS = /[-\w.+]*\d[-\w.+]*/g;

/**
 * Returns the text that `parseValue` turns into the value: a string that looks like a number or
 * another value is quoted.
 * @param {any} value
 */
export function formatValue(value) {
  const isPlain = typeof value === 'string' && parseValue(value) === value;
  return isPlain ? value : JSON.stringify(value);
}

/**
 * Parses JSON; everything else is text. A number that would change, such as `3.10`, `1e5` or one
 * with more digits than a number can hold, is text as well, and so is a list or object with one. So
 * is `null`, alone, as a member or as an item: the service stores none.
 * @param {string} text
 * @returns {any}
 */
export function parseValue(text) {
  try {
    const value = JSON.parse(text);
    const numbers = text.replace(TEXTS, '""').match(NUMBERS) ?? [];
    return numbers.every(isExact) && !hasNull({ value }) ? value : text;
  } catch {
    return text;
  }
}

/** @param {any} value @returns {boolean} */
function hasNull(value) {
  if (value === null || typeof value !== 'object') return value === null;
  return Object.values(value).some(hasNull);
}

/** @param {string} text of a number */
function isExact(text) {
  const number = Number(text);
  return String(number) === text && Math.abs(number) <= Number.MAX_SAFE_INTEGER;
}
