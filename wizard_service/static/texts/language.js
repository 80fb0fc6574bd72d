/** Formats numbers, plurals and lists in one language: English, until the page sets another. */

const changes = new EventTarget();
let current = formatsOf('en', 'en-GB');

/** The language of the page, as the `lang` attribute has it. */
export const languageTag = () => current.tag;
/** The locale that dates are written in. */
export const dateLocale = () => current.dates;

/**
 * Formats by the rules of a language from now on.
 * @param {string} tag of BCP 47, such as `de`
 * @param {string} dates the locale of dates, where it is not the language itself
 * @throws {RangeError} for a tag that is none
 */
export function formatIn(tag, dates = tag) {
  current = formatsOf(tag, dates);
  changes.dispatchEvent(new Event('change'));
}

/** Calls a function after each change of the language. @param {() => void} changed @param {AbortSignal} [signal] */
export function onLanguage(changed, signal) {
  changes.addEventListener('change', changed, { signal });
}

/** @param {string} tag @param {string} dates */
function formatsOf(tag, dates) {
  return {
    tag,
    dates,
    plural: new Intl.PluralRules(tag),
    list: new Intl.ListFormat(tag, { type: 'unit', style: 'short' }),
    conjunction: new Intl.ListFormat(tag, { type: 'conjunction' }),
    relative: new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'short' }),
  };
}

/** Formats a number, with at most three decimals. @param {number} value @param {Intl.NumberFormatOptions} [options] */
export function number(value, options) {
  return new Intl.NumberFormat(current.tag, options).format(value);
}

/**
 * Counts things in the form that the language has for the number, such as "2 lines".
 * @param {number} count
 * @param {Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }} forms with `#` for the number
 */
export function plural(count, forms) {
  const form = forms[current.plural.select(count)] ?? forms.other;
  return form.replace('#', number(count));
}

/** Joins texts as the language lists them, such as "a, b, c". @param {string[]} items */
export function list(items) {
  return current.list.format(items);
}

/** Joins names as a sentence does, such as "a, b, and c". @param {string[]} items */
export function all(items) {
  return current.conjunction.format(items);
}

/** Formats a time relative to now, such as "3 min. ago". @param {number} amount @param {Intl.RelativeTimeFormatUnit} unit */
export function relative(amount, unit) {
  return current.relative.format(amount, unit);
}
