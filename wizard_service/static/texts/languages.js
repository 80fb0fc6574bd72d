/** Lists the languages of the console, English first. Every other has the shape of English. */

import { en } from './en.js';

/** @import { Language } from './console.js' */

/** @type {Language[]} */
export const LANGUAGES = [en];
