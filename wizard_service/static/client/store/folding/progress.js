/** The progress section while events are folded into it, and its lists of named items. */

/** @import { JsonObject } from '../../types/state.js' */

// A phase or tool keeps as many earlier runs as the service does.
const MAX_RUNS = 5;
const MAX_RUN_CHARACTERS = 5000;
// A state keeps as many findings as the service does.
const MAX_FINDINGS = 200;

/** @param {JsonObject} state @returns {JsonObject} */
export function progressOf(state) {
  const empty = { overall_progress: 0, phases: [], agents: [], tools_executed: [], logs: [] };
  return { ...empty, ...state.progress };
}

/** @param {JsonObject} state @param {JsonObject} members null removes one */
export function withProgress(state, members) {
  return { ...state, progress: present({ ...progressOf(state), ...members }) };
}

/** @param {JsonObject} state @param {JsonObject} data @param {JsonObject} members */
export function withTool(state, { tool_name }, members) {
  const tools = progressOf(state).tools_executed;
  const isKnown = hasItem(tools, 'tool_name', tool_name);
  const initial = isKnown ? {} : { status: 'IN_PROGRESS', percent_complete: 0 };
  const updated = upsert(tools, 'tool_name', tool_name, { ...initial, ...present(members) });
  return withProgress(state, { tools_executed: updated });
}

/** @param {JsonObject[]} agents @param {string} name @param {JsonObject} members */
export function withAgent(agents, name, members) {
  const isKnown = hasItem(agents, 'agent_name', name);
  const initial = isKnown ? {} : { status: 'running', progress: 0, logs: [] };
  return upsert(agents, 'agent_name', name, { ...initial, ...present(members) });
}

/** @param {JsonObject[]} agents @param {string} name @returns {string[]} */
export function logsOf(agents, name) {
  return agents.find(({ agent_name }) => agent_name === name)?.logs ?? [];
}

/**
 * @param {JsonObject[]} items
 * @param {string} key
 * @param {string} name
 * @param {JsonObject} members
 */
export function upsert(items, key, name, members) {
  if (!hasItem(items, key, name)) return [...items, { [key]: name, ...members }];
  return items.map((item) => (item[key] === name ? { ...item, ...members } : item));
}

/** @param {JsonObject[]} items @param {string} key @param {string} name */
export function hasItem(items, key, name) {
  return findItem(items, key, name) !== undefined;
}

/** @param {JsonObject[]} items @param {string} key @param {string} name */
export function findItem(items, key, name) {
  return items.find((item) => item[key] === name);
}

/** @param {JsonObject[]} items @param {string} key @param {string} name */
export function without(items, key, name) {
  return items.filter((item) => item[key] !== name);
}

/** Drops the members that are null or undefined. @param {JsonObject} members */
export function present(members) {
  const entries = Object.entries(members);
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined));
}

/** @param {string} phase_name @param {string} started_at */
export function runningPhase(phase_name, started_at) {
  return { phase_name, status: 'running', progress: 0, started_at };
}

/**
 * Returns the member `runs` of an item that replaces this one to run again.
 * @param {JsonObject | undefined} item
 * @returns {{ runs?: JsonObject[] }} the newest run last; empty when the item never ran
 */
export function runsBefore(item) {
  if (item === undefined) return {};
  const { phase_name: _, tool_name: __, runs = [], ...lastRun } = item;
  const isPending = item.status.toLowerCase() === 'pending';
  const kept = isPending ? runs : newestRuns([...runs, lastRun]);
  return kept.length ? { runs: kept } : {};
}

/** @param {JsonObject[]} runs */
function newestRuns(runs) {
  let kept = runs.slice(-MAX_RUNS);
  while (countCharacters(kept) > MAX_RUN_CHARACTERS) kept = kept.slice(1);
  return kept;
}

/** Counts as the service does: a character may have two UTF-16 units. @param {JsonObject[]} runs */
function countCharacters(runs) {
  const texts = runs.flatMap(Object.values).filter((value) => typeof value === 'string');
  return texts.reduce((sum, text) => sum + [...text].length, 0);
}

/**
 * Appends a finding, or replaces the one with its id in place.
 * @param {JsonObject[] | undefined} findings
 * @param {JsonObject} finding
 */
export function withFinding(findings = [], finding) {
  const { finding_id } = finding;
  const isKnown = finding_id !== undefined && hasItem(findings, 'finding_id', finding_id);
  if (!isKnown) return [...findings, finding].slice(-MAX_FINDINGS);
  return findings.map((each) => (each.finding_id === finding_id ? finding : each));
}
