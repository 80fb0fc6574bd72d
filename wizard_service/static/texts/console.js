/** The texts of the console, in the language that is chosen when it starts. */

import { setLanguage } from './elements.js';
import { en } from './en.js';
import { LANGUAGES } from './languages.js';

/**
 * A language: its tag and the texts of the elements and of the console.
 * @typedef {import('./elements.js').ElementLanguage & { console: typeof en.console }} Language
 */

/** A text is read when it shows: one that is read while modules load stays English. */
export const texts = { ...en.console };

/**
 * Shows the console in the first of these languages that it has, else in English.
 * @param {readonly string[]} wanted tags of BCP 47, such as `de-AT`
 */
export function chooseLanguage(wanted) {
  const chosen = wanted.map(languageFor).find(Boolean) ?? en;
  Object.assign(texts, chosen.console);
  setLanguage(chosen);
  document.documentElement.lang = chosen.tag;
}

/** Returns the language of a tag, or that of its first part. @param {string} tag */
function languageFor(tag) {
  const [part] = tag.split('-');
  const named = (/** @type {string} */ name) => LANGUAGES.find((known) => known.tag === name);
  return named(tag) ?? named(part);
}
