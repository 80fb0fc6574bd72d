/** The example that comes with the service: settings that fit its log, and commands for a shell. */

import { toTimestamp } from '../../../elements/settings/validation.js';
import { knownTools } from '../known-tools.js';

/** @import { Draft } from '../../../elements/settings/validation.js' */

const DAY_MS = 86_400_000;
// The lines of the log have no year: its program takes the latest that the age of the file permits.
const DAYS_BACK = 730;
// The Python client takes this one by itself.
const DEFAULT_BASE_PATH = '/api/v1/wizard';
const SAFE = /^[\w@%+=:,./-]+$/;

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
 * Returns a command for a POSIX shell, with the token in the environment of the program alone.
 * @param {string[]} words
 * @param {string} token
 */
export function shellCommand(words, token) {
  return `WIZARD_TOKEN=${token} ${words.map(quoted).join(' ')}`;
}

/**
 * Returns a program in Python that works on an investigation.
 * @param {Pick<URL, 'origin' | 'pathname'>} url of the API
 * @param {string} id
 */
export function ownExecutor({ origin, pathname }, id) {
  const basePath = pathname === DEFAULT_BASE_PATH ? '' : `, base_path=${JSON.stringify(pathname)}`;
  return [
    'import os',
    'from datetime import UTC, datetime',
    '',
    'from wizard_service.client import WizardClient',
    '',
    `client = WizardClient(${JSON.stringify(origin)}, os.environ["WIZARD_TOKEN"]${basePath})`,
    `with client.executor(${JSON.stringify(id)}, name="my-executor") as run:`,
    '    settings = run.state.document["settings"]',
    '    with run.phase("execution", percent=10):',
    '        with run.tool("my_tool") as tool:',
    '            tool.progress(50, "half of it")',
    '            tool.result("done", findings=1)',
    '    run.finding("One address guesses", "50 failures", severity="low", confidence=0.5)',
    '    risk = {"overall_score": 10, "category_scores": {}, "risk_level": "low"}',
    '    completed_at = datetime.now(UTC).isoformat()',
    '    run.complete({"risk_score": risk, "completed_at": completed_at})',
    '',
  ].join('\n');
}

/** Quotes a word for a POSIX shell. @param {string} text */
function quoted(text) {
  return SAFE.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
