/** The texts of the console, and the choice of its language. */

import { history, views } from './en/console/history.js';
import {
  access,
  banners,
  head,
  investigation,
  overwritten,
  versions,
} from './en/console/investigation.js';
import { home, invitations, overview, report, templates, users } from './en/console/pages.js';
import { executorOffer, program, share, watchers } from './en/console/participants.js';
import { common, drawer, keys, login, shell, timeZone } from './en/console/shell.js';
import { ENGLISH, setLanguage } from './elements.js';

/**
 * @import { ElementLanguage } from './elements.js'
 *
 * @typedef {typeof english} ConsoleTexts what a language has to say
 * @typedef {ElementLanguage & { console: ConsoleTexts }} Language
 */

const english = {
  access,
  banners,
  common,
  drawer,
  executorOffer,
  head,
  history,
  home,
  investigation,
  invitations,
  keys,
  login,
  overview,
  overwritten,
  program,
  report,
  share,
  shell,
  templates,
  timeZone,
  users,
  versions,
  views,
  watchers,
};

/** A text is read when it shows: one that is read while modules load stays English. */
export const texts = { ...english };

/** The languages of the console, English first. @type {Language[]} */
export const LANGUAGES = [{ ...ENGLISH, console: english }];

/**
 * Shows the console in the first of these languages that it has, else in English.
 * @param {readonly string[]} wanted tags of BCP 47, such as `de-AT`
 */
export function chooseLanguage(wanted) {
  const chosen = wanted.map(languageFor).find(Boolean) ?? LANGUAGES[0];
  Object.assign(texts, chosen.console);
  setLanguage(chosen);
  document.documentElement.lang = chosen.tag;
}

/** @param {string} tag @returns {Language | undefined} */
function languageFor(tag) {
  const [language] = tag.split('-');
  return LANGUAGES.find((known) => known.tag === tag || known.tag === language);
}
