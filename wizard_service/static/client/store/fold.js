/** The state after an event: what the service does with it, done here as well, so that no event costs a request. */

import { applyChanges, newest } from './log-lines.js';

/** @import { FeedEvent, JsonObject, WizardState } from '../types.js' */

/**
 * @param {WizardState} state
 * @param {FeedEvent} event of a version that is not in the state yet
 * @returns {WizardState} a new one; types that are not known here change its version only
 */
export function fold(state, event) {
  const folded = FOLDS[event.event_type]?.(state, event) ?? state;
  return /** @type {WizardState} */ ({
    ...folded,
    version: event.version,
    updated_at: event.timestamp,
  });
}

/** @type {Record<string, (state: JsonObject, event: FeedEvent) => JsonObject>} */
const FOLDS = {
  state_updated: (state, { data }) => applyChanges(state, data.changes),
  investigation_archived: (state, { timestamp }) => ({ ...state, archived_at: timestamp }),
  investigation_restored: (state) => ({ ...state, archived_at: null }),
  progress_updated: foldProgress,
  phase_changed: foldPhase,
  tool_execution_started: foldToolStarted,
  tool_execution_progress: (state, { data }) =>
    withTool(state, data, { status: 'IN_PROGRESS', percent_complete: data.percent_complete }),
  tool_execution_completed: foldToolCompleted,
  tool_execution_error: (state, { data, timestamp }) =>
    withTool(state, data, {
      status: 'ERROR',
      completed_at: timestamp,
      error_message: data.error_message,
      retryable: data.retryable,
    }),
  agent_updated: (state, { data }) =>
    withProgress(state, { agents: withAgent(progressOf(state).agents, data.agent_name, data) }),
  log_appended: foldLog,
  error_occurred: foldError,
};

/** @param {JsonObject} state @param {FeedEvent} event */
function foldProgress(state, { data, timestamp }) {
  const { current_phase, estimated_completion } = data;
  const { phases } = progressOf(state);
  const isNew =
    current_phase &&
    phases.every((/** @type {JsonObject} */ phase) => phase.phase_name !== current_phase);
  return withProgress(state, {
    overall_progress: data.percent_complete,
    phases: isNew ? [...phases, begun(current_phase, timestamp)] : phases,
    ...('current_phase' in data && { current_phase }),
    ...('estimated_completion' in data && { estimated_completion }),
  });
}

/** @param {JsonObject} state @param {FeedEvent} event */
function foldPhase(state, { data: { from_phase: left, to_phase: entered }, timestamp }) {
  let { phases } = progressOf(state);
  if (left)
    phases = upsert(phases, 'phase_name', left, {
      status: 'completed',
      progress: 100,
      completed_at: timestamp,
    });
  if (entered) phases = [...without(phases, 'phase_name', entered), begun(entered, timestamp)];
  return withProgress(state, { phases, current_phase: entered ?? null });
}

/** @param {JsonObject} state @param {FeedEvent} event */
function foldToolStarted(state, { data: { tool_name }, timestamp }) {
  const tool = { tool_name, status: 'IN_PROGRESS', percent_complete: 0, started_at: timestamp };
  return withProgress(state, {
    tools_executed: [...without(progressOf(state).tools_executed, 'tool_name', tool_name), tool],
  });
}

/** @param {JsonObject} state @param {FeedEvent} event */
function foldToolCompleted(state, { data, timestamp }) {
  const { status, duration_ms, result_summary, findings_count } = data;
  return withTool(state, data, {
    percent_complete: 100,
    completed_at: timestamp,
    status,
    duration_ms,
    result_summary,
    findings_count,
  });
}

/** @param {JsonObject} state @param {FeedEvent} event */
function foldLog(state, { data }) {
  const progress = progressOf(state);
  /** @type {Map<string | null, string[]>} */
  const linesOf = new Map();
  for (const { agent_name = null, message } of data.lines)
    linesOf.set(agent_name, [...(linesOf.get(agent_name) ?? []), message]);
  const logs = newest([...progress.logs, ...(linesOf.get(null) ?? [])]);
  linesOf.delete(null);
  let { agents } = progress;
  for (const [name, added] of linesOf) {
    const before =
      agents.find((/** @type {JsonObject} */ agent) => agent.agent_name === name)?.logs ?? [];
    agents = withAgent(agents, name, { logs: newest([...before, ...added]) });
  }
  return withProgress(state, { logs, agents });
}

/** @param {JsonObject} state @param {FeedEvent} event */
function foldError(state, { data }) {
  if (data.recoverable) return state;
  const phases = progressOf(state).phases.map((/** @type {JsonObject} */ phase) =>
    phase.status === 'running' ? { ...phase, status: 'error' } : phase,
  );
  return { ...withProgress(state, { phases }), status: 'ERROR' };
}

/** @param {JsonObject} state @returns {JsonObject} */
function progressOf(state) {
  return {
    overall_progress: 0,
    phases: [],
    agents: [],
    tools_executed: [],
    logs: [],
    ...state.progress,
  };
}

/** @param {JsonObject} state @param {JsonObject} members null removes one */
function withProgress(state, members) {
  const all = Object.entries({ ...progressOf(state), ...members });
  return {
    ...state,
    progress: Object.fromEntries(all.filter(([, value]) => value !== null && value !== undefined)),
  };
}

/** @param {JsonObject} state @param {JsonObject} data @param {JsonObject} members */
function withTool(state, { tool_name }, members) {
  const tools = progressOf(state).tools_executed;
  const isKnown = tools.some((/** @type {JsonObject} */ tool) => tool.tool_name === tool_name);
  const first = isKnown ? {} : { status: 'IN_PROGRESS', percent_complete: 0 };
  return withProgress(state, {
    tools_executed: upsert(tools, 'tool_name', tool_name, { ...first, ...known(members) }),
  });
}

/** @param {JsonObject[]} agents @param {string | null} name @param {JsonObject} members */
function withAgent(agents, name, members) {
  const isKnown = agents.some((agent) => agent.agent_name === name);
  const first = isKnown ? {} : { status: 'running', progress: 0, logs: [] };
  return upsert(agents, 'agent_name', name, { ...first, ...known(members) });
}

/** @param {JsonObject[]} items @param {string} key @param {string | null} name @param {JsonObject} members */
function upsert(items, key, name, members) {
  if (!items.some((item) => item[key] === name)) return [...items, { [key]: name, ...members }];
  return items.map((item) => (item[key] === name ? { ...item, ...members } : item));
}

/** @param {JsonObject[]} items @param {string} key @param {string} name */
function without(items, key, name) {
  return items.filter((item) => item[key] !== name);
}

/** @param {JsonObject} members */
function known(members) {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** @param {string} phase_name @param {string} started_at */
function begun(phase_name, started_at) {
  return { phase_name, status: 'running', progress: 0, started_at };
}
