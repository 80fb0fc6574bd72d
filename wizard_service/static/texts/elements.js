/** The texts of the elements, in the language of the page: English, until the page sets another. */

import { actions, audit, changes, conflict } from './en/elements/changes.js';
import {
  connection,
  count,
  format,
  recovery,
  statuses,
  steps,
  words,
} from './en/elements/display.js';
import { history } from './en/elements/history.js';
import { overview, results } from './en/elements/results.js';
import { executor, inputs, log, progress } from './en/elements/run.js';
import { settings, templates } from './en/elements/settings.js';
import { formatIn } from './language.js';

/**
 * @typedef {typeof english} ElementTexts what a language has to say
 *
 * @typedef {object} ElementLanguage
 * @property {string} tag of BCP 47, such as `de`
 * @property {string} [dates] the locale of dates, where it is not the language itself
 * @property {ElementTexts} elements
 */

const english = {
  actions,
  audit,
  changes,
  conflict,
  connection,
  count,
  executor,
  format,
  history,
  inputs,
  log,
  overview,
  progress,
  recovery,
  results,
  settings,
  statuses,
  steps,
  templates,
  words,
};

/** @type {ElementLanguage} */
export const ENGLISH = { tag: 'en', dates: 'en-GB', elements: english };

/** A text is read when it shows: one that is read while modules load stays English. */
export const texts = { ...english };

/**
 * Shows the elements of the page in a language.
 * @param {ElementLanguage} language
 * @throws {RangeError} for a tag that is none
 */
export function setLanguage({ tag, dates, elements }) {
  Object.assign(texts, elements);
  formatIn(tag, dates);
}
