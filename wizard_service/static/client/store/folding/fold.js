/** Folds events into the state as the service does, so that no event costs a request. */

import { foldGiven, foldRequested, foldWithdrawn } from './inputs.js';
import { applyChanges, newest } from './log-lines.js';
import {
  findItem,
  hasItem,
  logsOf,
  present,
  progressOf,
  runningPhase,
  runsBefore,
  upsert,
  withAgent,
  withFinding,
  withProgress,
  withTool,
  without,
} from './progress.js';

/**
 * @import { FeedEvent } from '../../types/feed.js'
 * @import { JsonObject, WizardState } from '../../types/state.js'
 *
 * @typedef {(state: JsonObject, event: FeedEvent) => JsonObject} Fold
 */

const ABSENT = Object.freeze({ settings: null, progress: null, results: null, archived_at: null });

/**
 * Returns the state after an event of the next version, or after another event of the same version.
 *
 * `updated_at` becomes the time of the event's commit, by the service's clock; `timestamp` may be
 * that of an executor.
 * @param {WizardState} state
 * @param {FeedEvent} event
 * @returns {WizardState} a new object; an unknown event type changes its version and time only
 */
export function fold(state, event) {
  const folded = FOLDS[event.event_type]?.(state, event) ?? state;
  return asState({ ...folded, version: event.version, updated_at: event.committed_at });
}

/**
 * Completes a patched state: a merge patch removes members that the service sends as null.
 * @param {JsonObject} document
 * @returns {WizardState}
 */
export function asState(document) {
  return /** @type {WizardState} */ ({ ...ABSENT, ...document });
}

/** @type {Record<string, Fold>} */
const FOLDS = {
  state_updated: (state, { data }) => applyChanges(state, data.changes),
  investigation_archived: (state, event) => ({ ...state, archived_at: event.committed_at }),
  investigation_restored: (state) => ({ ...state, archived_at: null }),
  progress_updated: foldProgress,
  phase_changed: foldPhase,
  tool_execution_started: foldToolStarted,
  tool_execution_progress: foldToolProgress,
  tool_execution_completed: foldToolCompleted,
  tool_execution_error: foldToolError,
  agent_updated: foldAgent,
  log_appended: foldLog,
  error_occurred: foldError,
  executor_attached: (state, event) => foldExecutor(state, event, 'ATTACHED'),
  executor_lost: (state, event) => foldExecutor(state, event, 'LOST'),
  // A reset drops the progress, and the executor with it.
  executor_released: (state, event) =>
    state.progress?.executor ? foldExecutor(state, event, 'RELEASED') : state,
  input_requested: foldRequested,
  input_given: foldGiven,
  input_withdrawn: foldWithdrawn,
  finding_added: (state, { data }) =>
    withProgress(state, { findings: withFinding(progressOf(state).findings, data) }),
};

/** @param {JsonObject} state @param {FeedEvent} event @param {string} status */
function foldExecutor(state, { data, timestamp }, status) {
  const last_seen_at = data.last_seen_at ?? timestamp;
  const executor = { executor: data.executor, status, since: timestamp, last_seen_at };
  return withProgress(state, { executor });
}

/** @type {Fold} */
function foldProgress(state, { data, timestamp }) {
  const { percent_complete, current_phase, estimated_completion } = data;
  const { phases } = progressOf(state);
  const isNew = current_phase && !hasItem(phases, 'phase_name', current_phase);
  return withProgress(state, {
    overall_progress: percent_complete,
    phases: isNew ? [...phases, runningPhase(current_phase, timestamp)] : phases,
    ...present({ current_phase, estimated_completion }),
  });
}

/** @type {Fold} */
function foldPhase(state, { data: { from_phase, to_phase }, timestamp }) {
  let { phases } = progressOf(state);
  if (from_phase) {
    const completed = { status: 'completed', progress: 100, completed_at: timestamp };
    phases = upsert(phases, 'phase_name', from_phase, completed);
  }
  if (to_phase) {
    const runs = runsBefore(findItem(phases, 'phase_name', to_phase));
    const others = without(phases, 'phase_name', to_phase);
    phases = [...others, { ...runningPhase(to_phase, timestamp), ...runs }];
  }
  return withProgress(state, { phases, current_phase: to_phase ?? null });
}

/** A tool that runs again starts empty; its earlier run stays in `runs`. @type {Fold} */
function foldToolStarted(state, { data: { tool_name }, timestamp }) {
  const tools = progressOf(state).tools_executed;
  const tool = {
    tool_name,
    status: 'IN_PROGRESS',
    percent_complete: 0,
    started_at: timestamp,
    ...runsBefore(findItem(tools, 'tool_name', tool_name)),
  };
  const others = without(tools, 'tool_name', tool_name);
  return withProgress(state, { tools_executed: [...others, tool] });
}

/** @type {Fold} */
function foldToolProgress(state, { data }) {
  const { percent_complete } = data;
  return withTool(state, data, { status: 'IN_PROGRESS', percent_complete });
}

/** @type {Fold} */
function foldToolCompleted(state, { data, timestamp }) {
  const { status, duration_ms, result_summary, findings_count } = data;
  const reported = { status, duration_ms, result_summary, findings_count };
  return withTool(state, data, { percent_complete: 100, completed_at: timestamp, ...reported });
}

/** @type {Fold} */
function foldToolError(state, { data, timestamp }) {
  const { error_message, error_code, retryable } = data;
  return withTool(state, data, {
    status: 'ERROR',
    completed_at: timestamp,
    error_message,
    error_code,
    retryable,
  });
}

/** @type {Fold} */
function foldAgent(state, { data }) {
  const { agents } = progressOf(state);
  return withProgress(state, { agents: withAgent(agents, data.agent_name, data) });
}

/** @type {Fold} */
function foldLog(state, { data }) {
  let { logs, agents } = progressOf(state);
  for (const [name, messages] of messagesByAgent(data.lines)) {
    if (name === null) logs = newest([...logs, ...messages]);
    else agents = withAgent(agents, name, { logs: newest([...logsOf(agents, name), ...messages]) });
  }
  return withProgress(state, { logs, agents });
}

/** @type {Fold} */
function foldError(state, { data, timestamp }) {
  if (data.recoverable) return state;
  /** @type {JsonObject[]} */
  const phases = progressOf(state).phases;
  const failed = phases.map((phase) =>
    phase.status === 'running' ? { ...phase, status: 'error' } : phase,
  );
  const { error_message, error_type, error_code, recovery_action } = data;
  const reason = { error_message, error_type, error_code, recovery_action };
  const error = { ...present(reason), occurred_at: timestamp };
  return { ...withProgress(state, { phases: failed, error }), status: 'ERROR' };
}

/** @param {JsonObject[]} lines @returns {Map<string | null, string[]>} null: of no agent */
function messagesByAgent(lines) {
  const groups = new Map();
  for (const { agent_name = null, message } of lines) {
    groups.set(agent_name, [...(groups.get(agent_name) ?? []), message]);
  }
  return groups;
}
