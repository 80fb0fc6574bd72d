/**
 * Defines all elements; a page without a bundler that needs one imports its module. They are
 * English, until the page sets another language.
 */

import { Audit } from './audit.js';
import { Changes } from './changes.js';
import { Conflict } from './conflict.js';
import { Connection } from './connection.js';
import { define } from './element.js';
import { History } from './history.js';
import { Inputs } from './inputs/inputs.js';
import { Log } from './log.js';
import { Overview } from './overview/overview.js';
import { Progress } from './progress.js';
import { Executor } from './progress/executor.js';
import { Recovery } from './recovery.js';
import { Results } from './results.js';
import { Settings } from './settings.js';
import { Steps } from './steps.js';
import { Templates } from './templates.js';

export { ENGLISH, setLanguage } from '../texts/elements.js';

const ELEMENTS = [
  Audit,
  Changes,
  Conflict,
  Connection,
  History,
  Inputs,
  Log,
  Overview,
  Progress,
  Executor,
  Recovery,
  Results,
  Settings,
  Steps,
  Templates,
];

/**
 * Defines all elements, and returns their classes. Each module defines its element when it is
 * loaded, but a bundler leaves out the modules whose exports a page does not use, and calls of
 * functions without effects, so a page that is bundled calls this one, which defines them again.
 */
export function defineElements() {
  for (const element of ELEMENTS) define(element);
  return ELEMENTS;
}
