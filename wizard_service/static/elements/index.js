/**
 * Defines all elements; a page without a bundler that needs one imports its module. They are
 * English, until the page sets another language.
 */

import { Audit } from './audit.js';
import { Changes } from './changes.js';
import { Conflict } from './conflict.js';
import { Connection } from './connection.js';
import { History } from './history.js';
import { Inputs } from './inputs/inputs.js';
import { Log } from './log.js';
import { Overview } from './overview/overview.js';
import { Progress } from './progress.js';
import { define } from './element.js';
import { Executor } from './progress/executor.js';
import { Recovery } from './recovery.js';
import { Results } from './results.js';
import { Settings } from './settings.js';
import { Steps } from './steps.js';
import { Templates } from './templates.js';

export { ENGLISH, setLanguage } from '../texts/elements.js';

/** @type {[string, CustomElementConstructor][]} */
const ELEMENTS = [
  ['wizard-audit', Audit],
  ['wizard-changes', Changes],
  ['wizard-conflict', Conflict],
  ['wizard-connection', Connection],
  ['wizard-history', History],
  ['wizard-inputs', Inputs],
  ['wizard-log', Log],
  ['wizard-overview', Overview],
  ['wizard-progress', Progress],
  ['wizard-executor', Executor],
  ['wizard-recovery', Recovery],
  ['wizard-results', Results],
  ['wizard-settings', Settings],
  ['wizard-steps', Steps],
  ['wizard-templates', Templates],
];

/**
 * Defines all elements, and returns their classes. Each module defines its element when it is
 * loaded, but a bundler leaves out the modules whose exports a page does not use, and calls of
 * functions without effects, so a page that is bundled calls this one, which defines them again.
 */
export function defineElements() {
  for (const [name, element] of ELEMENTS) define(name, element);
  return ELEMENTS.map(([, element]) => element);
}
