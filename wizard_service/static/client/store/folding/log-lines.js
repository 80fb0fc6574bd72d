/**
 * Log lines of a state: the newest ones only, delivered by `log_appended` and left out of the merge
 * patches of `state_updated`.
 */

import { applyPatch } from '../../merge-patch.js';

/** @import { JsonObject } from '../../types/state.js' */

const MAX_LINES = 1000;
const MAX_CHARACTERS = 250_000;

/** Returns the newest lines, as many as the service keeps in a state. @param {string[]} lines */
export function newest(lines) {
  const kept = lines.slice(-MAX_LINES);
  // The service counts characters; a JavaScript string has at least as many UTF-16 units.
  if (kept.reduce((sum, line) => sum + line.length, 0) <= MAX_CHARACTERS) return kept;
  const lengths = kept.map((line) => [...line].length);
  let total = lengths.reduce((sum, length) => sum + length, 0);
  let dropped = 0;
  while (total > MAX_CHARACTERS) total -= lengths[dropped++];
  return dropped ? kept.slice(dropped) : kept;
}

/**
 * Applies the `changes` of a `state_updated`; lines stay unless the patch says `logs: []`.
 * @param {JsonObject} state
 * @param {JsonObject} changes
 * @returns {JsonObject}
 */
export function applyChanges(state, changes) {
  const changed = applyPatch(withoutLines(state), changes);
  if (!changed.progress) return changed;
  const { logs = [], agents = [] } = state.progress ?? {};
  const linesOf = new Map(agents.map(namedLines));
  /** @param {JsonObject} agent */
  const withOwnLines = (agent) => ({ logs: linesOf.get(agent.agent_name) ?? [], ...agent });
  const withLines = changed.progress.agents.map(withOwnLines);
  return { ...changed, progress: { logs, ...changed.progress, agents: withLines } };
}

/** @param {JsonObject} state @returns {JsonObject} */
function withoutLines(state) {
  if (!state.progress) return state;
  const { logs: _, ...progress } = state.progress;
  return { ...state, progress: { ...progress, agents: progress.agents.map(withoutOwnLines) } };
}

/** @param {JsonObject} agent @returns {[string, string[]]} */
function namedLines({ agent_name, logs }) {
  return [agent_name, logs];
}

/** @param {JsonObject} agent */
function withoutOwnLines({ logs: _, ...agent }) {
  return agent;
}
