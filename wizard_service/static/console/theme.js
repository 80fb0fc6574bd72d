/** Switches between the light theme, the dark theme and that of the system. */

import { saveItem } from './storage.js';

export const THEMES = /** @type {const} */ (['system', 'light', 'dark']);

/** @typedef {typeof THEMES[number]} Theme */

export function currentTheme() {
  return /** @type {Theme} */ (document.documentElement.dataset.theme ?? 'system');
}

export function switchTheme() {
  setTheme(THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length]);
}

/** @param {Theme} theme */
export function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  saveItem('wizard.theme', theme);
}
