/** The example that comes with the service: settings that fit its log, and the command that runs it. */

import { toTimestamp } from '../../../elements/settings/validation.js';
import { knownTools } from '../known-tools.js';

/** @import { Draft } from '../../../elements/settings/validation.js' */

const DAY_MS = 86_400_000;
// The lines of the log have no year: its program takes the latest that the age of the file permits.
const DAYS_BACK = 730;
const TOKEN_TTL_S = 3600;

/** @returns {Draft} */
export function exampleSettings() {
  const now = Date.now();
  return {
    name: 'Example: SSH logins on a gateway',
    description: 'Who has tried to log in, and who got in? Of examples/sample_auth.log.',
    entities: [
      { entity_type: 'ip_address', entity_id: '203.0.113.7' },
      { entity_type: 'ip_address', entity_id: '198.51.100.23' },
    ],
    time_range: { start: toTimestamp(now - DAYS_BACK * DAY_MS), end: toTimestamp(now) },
    tools: knownTools(null).map((tool) => ({ enabled: true, ...tool })),
    correlation_mode: 'OR',
    execution_mode: 'sequential',
  };
}

/**
 * Returns the shell command that runs the example for an investigation, in the folder of the service.
 * @param {string} url of the service
 * @param {string} user
 * @param {string} id of the investigation
 */
export function exampleCommand(url, user, id) {
  const token = `-m wizard_service token --user ${quoted(user)} --scope wizard:run --ttl ${TOKEN_TTL_S}`;
  return [
    `export WIZARD_TOKEN=$(.venv/bin/python ${token})`,
    '.venv/bin/python examples/ssh_log_investigation.py examples/sample_auth.log \\',
    `  --url ${url} --investigation-id ${id}`,
  ].join('\n');
}

/** Quotes a word for a POSIX shell. @param {string} text */
function quoted(text) {
  return /^[\w.@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
