/** Renders in lists what is the matter with the executor of a running investigation. */

import { h } from '../../elements/vdom.js';

/** @import { ListedInvestigation } from '../../client/lists/list-pages.js' */

/**
 * Returns tone and text, null while an executor works on it or is not needed.
 * @param {ListedInvestigation} item
 * @param {number | null} percent that is done
 * @returns {[string, string] | null}
 */
export function missingExecutor({ wizard_step: step, status, executor_status: executor }, percent) {
  if (step !== 'PROGRESS' || status !== 'IN_PROGRESS') return null;
  if (executor === 'LOST') return ['error', 'Executor lost'];
  if (executor === 'RELEASED') return ['warning', 'Executor stopped'];
  return executor === null && percent === 0 ? ['pending', 'Waiting for an executor'] : null;
}

/** @param {ListedInvestigation} item @param {number | null} percent */
export function missingExecutorChip(item, percent) {
  const missing = missingExecutor(item, percent);
  return missing && h('span.chip', { class: missing[0] }, missing[1]);
}
