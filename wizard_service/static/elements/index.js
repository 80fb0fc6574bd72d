/**
 * Defines all elements; a page that needs one imports its module. They are English, until the page
 * sets another language.
 */

import './audit.js';
import './changes.js';
import './conflict.js';
import './connection.js';
import './history.js';
import './inputs/inputs.js';
import './log.js';
import './overview/overview.js';
import './progress.js';
import './progress/executor.js';
import './recovery.js';
import './results.js';
import './settings.js';
import './steps.js';
import './templates.js';

export { ENGLISH, setLanguage } from '../texts/elements.js';
