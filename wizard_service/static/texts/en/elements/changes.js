/** English texts of the elements about changes. */

import { number, plural } from '../../language.js';

/** The actions of the audit trail, and its sources; the names of the API in lower case. */
export const actions = {
  state_created: 'State created',
  state_updated: 'State updated',
  state_deleted: 'State deleted',
  step_changed: 'Step changed',
  status_changed: 'Status changed',
  settings_modified: 'Settings modified',
  progress_updated: 'Progress updated',
  results_finalized: 'Results finalized',
  input_given: 'Input given',
  archived: 'Archived',
  restored: 'Restored',
  access_changed: 'Access changed',
  executor_attached: 'Executor attached',
  executor_lost: 'Executor lost',
  executor_released: 'Executor released',
  template_created: 'Template created',
  template_updated: 'Template updated',
  template_deleted: 'Template deleted',
  template_restored: 'Template restored',
  template_applied: 'Template applied',
  user: 'User',
  websocket: 'Websocket',
  polling: 'Polling',
  system: 'System',
};

export const audit = {
  title: 'Audit trail',
  older: 'Show older entries',
  download: 'Every entry with its hashes',
  export: 'Export',
  verify: 'Verify the chain',
  unavailable: 'The audit trail cannot be shown',
  empty: 'Nothing to show',
  emptyText: 'No entry fits the filters.',
  /** @param {string} hash */
  brokenAt: (hash) => `broken at ${hash}`,
  /** @param {number} count */
  unbroken: (count) => plural(count, { one: '# entry, unbroken', other: '# entries, unbroken' }),
  /** @param {number} count @param {string} period */
  reportsInARow: (count, period) =>
    plural(count, { one: '# report', other: '# reports in a row' }) + `, ${period}`,
  /** @param {number} count */
  morePaths: (count) => ` and ${number(count)} more`,
  changedFields: 'Changed fields',
  /** @param {number} version */
  lookAt: (version) => `Look at version ${version}`,
  /** @param {string} actor */
  onlyOf: (actor) => `Only entries of ${actor}`,
  request: 'Request ',
  action: 'Action',
  source: 'Source',
  from: 'From',
  to: 'To',
  any: 'Any',
  who: 'Who',
};

export const changes = {
  stateUnchanged: 'The state itself did not change.',
  before: 'Before',
  field: 'Field',
  after: 'After',
  empty: 'empty',
  off: ' (off)',
  /** @param {number} count */
  unchanged: (count) => `${number(count)} unchanged`,
};

export const conflict = {
  title: 'Conflict',
  takeTheirs: 'Take theirs',
  keepMine: 'Keep mine',
  savePicked: 'Save what is picked',
  yours: 'Yours',
  theirs: 'Theirs',
  /** @param {string} name */
  changedBy: (name) => `${name} changed this`,
  changedElsewhere: 'This was changed elsewhere',
  /** @param {string} who changed it @param {string} time */
  introduction: (who, time) =>
    `${who}${time}, while you were changing it here. Nothing is lost until you choose.`,
  heading: 'Two changes of the same thing',
};
