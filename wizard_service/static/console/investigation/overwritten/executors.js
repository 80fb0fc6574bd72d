/** Separates the work of executors from the decisions of people, who may change the same members. */

/**
 * @import { FeedEvent } from '../../../client/types/feed.js'
 */

/** Types of the events that only a program reports. */
const WORK = new Set([
  'executor_attached',
  'progress_updated',
  'phase_changed',
  'tool_execution_started',
  'tool_execution_progress',
  'tool_execution_completed',
  'tool_execution_error',
  'agent_updated',
  'log_appended',
  'error_occurred',
  'finding_added',
  'input_requested',
]);

/** How work ends. Every other step or status is a decision. */
const ENDS = [
  ['wizard_step', 'RESULTS'],
  ['status', 'COMPLETED'],
  ['status', 'ERROR'],
];

export class Executors {
  /** The users whose programs have worked on the investigation. @type {Set<string>} */
  _actors = new Set();

  /** @param {FeedEvent} event */
  add(event) {
    if (WORK.has(event.event_type) || storesWork(event)) this._actors.add(event.actor ?? '');
  }

  /**
   * Returns whether a value is the end of an executor's work, not a decision.
   * @param {string} actor
   * @param {string} path
   * @param {unknown} value
   */
  isWork(actor, path, value) {
    return this._actors.has(actor) && ENDS.some(([at, end]) => at === path && end === value);
  }
}

/** Returns whether an update stores progress or results. The start of a run stores empty progress. */
function storesWork(/** @type {FeedEvent} */ { data }) {
  const { progress, results, wizard_step: step } = data.changes ?? {};
  return Boolean(results || (progress && step !== 'PROGRESS'));
}
