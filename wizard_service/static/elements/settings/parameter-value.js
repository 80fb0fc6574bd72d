/** Converts the value of a tool parameter to the text of its field and back. */

const TEXTS = /"(?:\\.|[^"\\])*"/g;
const NUMBERS = /[-\w.+]*\d[-\w.+]*/g;

/** @param {any} value */
export function formatValue(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * Parses JSON; everything else is text. A number that would change, such as `3.10`, `1e5` or one
 * with more digits than a number can hold, is text as well, and so is a list or object with one.
 * @param {string} text
 * @returns {any}
 */
export function parseValue(text) {
  try {
    const value = JSON.parse(text);
    const numbers = text.replace(TEXTS, '""').match(NUMBERS) ?? [];
    return numbers.every(isExact) ? value : text;
  } catch {
    return text;
  }
}

/** @param {string} text of a number */
function isExact(text) {
  const number = Number(text);
  return String(number) === text && Math.abs(number) <= Number.MAX_SAFE_INTEGER;
}
