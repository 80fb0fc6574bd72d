/** Log lines of a state: bounded there, told as `log_appended`, never part of a merge patch (docs/feed.md). */

import { applyPatch } from '../merge-patch.js';

/** @import { JsonObject } from '../types.js' */

const KEPT_LINES = 1000;
const KEPT_CHARACTERS = 250_000;

/** The newest lines that a state keeps. @param {string[]} lines */
export function newest(lines) {
  const kept = lines.slice(-KEPT_LINES);
  // The service counts characters; a string of JavaScript has at least as many UTF-16 units.
  if (kept.reduce((sum, line) => sum + line.length, 0) <= KEPT_CHARACTERS) return kept;
  const lengths = kept.map((line) => [...line].length);
  let total = lengths.reduce((sum, length) => sum + length, 0);
  let dropped = 0;
  while (total > KEPT_CHARACTERS) total -= lengths[dropped++];
  return dropped ? kept.slice(dropped) : kept;
}

/**
 * Apply the `changes` of a `state_updated`: lines stay where the patch does not say `logs: []`.
 * @param {JsonObject} state @param {JsonObject} changes @returns {JsonObject}
 */
export function applyChanges(state, changes) {
  const changed = applyPatch(withoutLines(state), changes);
  if (!changed.progress) return changed;
  const before = state.progress ?? {};
  const linesOf = new Map(
    (before.agents ?? []).map((/** @type {JsonObject} */ agent) => [agent.agent_name, agent.logs]),
  );
  const agents = changed.progress.agents.map((/** @type {JsonObject} */ agent) => ({
    logs: linesOf.get(agent.agent_name) ?? [],
    ...agent,
  }));
  return { ...changed, progress: { logs: before.logs ?? [], ...changed.progress, agents } };
}

/** @param {JsonObject} state @returns {JsonObject} */
function withoutLines(state) {
  if (!state.progress) return state;
  const { logs, ...bare } = state.progress;
  return {
    ...state,
    progress: {
      ...bare,
      agents: bare.agents.map((/** @type {JsonObject} */ { logs: _, ...agent }) => agent),
    },
  };
}
