/** English texts of the pages of the console. */

import { number, plural } from '../../language.js';

export const home = {
  /** @param {number} count */
  active: (count) =>
    plural(count, { one: '# active investigation', other: '# active investigations' }),
  /** @param {number} count */
  activeLive: (count) => `${home.active(count)}, kept current as they change`,
  waiting: 'Waiting',
  recent: 'Recently finished',
  title: 'Investigations',
  fromTemplate: 'From a template',
  unavailable: 'The list cannot be read',
  nothingActive: 'Nothing is active',
  emptyText:
    'Describe what to look at; an executor does the work, and this page shows it as it happens.',
  empty: 'Nothing is being investigated',
  /** @param {number} count */
  showMore: (count) => `Show more (${number(count)})`,
  /** @param {number} score */
  risk: (score) => `Risk ${number(score)}`,
  executorLost: 'Executor lost',
  executorStopped: 'Executor stopped',
  waitingForExecutor: 'Waiting for an executor',
};

export const overview = {
  /** @param {number} count */
  waiting: (count) =>
    plural(count, {
      one: '# investigation waits for a person',
      other: '# investigations wait for a person',
    }),
  subtitle: 'Your investigations by day, status and risk, without archived ones.',
  title: 'Overview',
  time: 'Time',
  waits: 'Waits for a person',
  allThatWait: 'All that wait',
};

export const users = {
  user: 'User',
  inProgress: 'In progress',
  error: 'Error',
  investigations: 'Investigations',
  archived: 'Archived',
  subtitle: 'The users that have investigations. Each leads to theirs.',
  title: 'Users',
};

export const templates = {
  /** @param {number} version @param {string} action @param {string} actor @param {string} time */
  version: (version, action, actor, time) =>
    `v${version}, ${action.toLowerCase()} by ${actor}, ${time}`,
  allTemplates: 'All templates',
  versionsTitle: 'Versions',
  subtitle:
    'Settings to begin with. What stands in {{braces}} is asked for when a template is used.',
  notThere: 'This template is not there',
  editTitle: 'Edit template',
  /** @param {string} name */
  auditOf: (name) => `Audit trail of "${name}"`,
  auditOfAny: 'Audit trail of a template',
  backToTemplate: 'Back to the template',
  /** @param {string} name */
  made: (name) => `Made "${name}"`,
  deleteQuestion: 'Delete this template?',
  /** @param {string} name */
  deleteText: (name) => `"${name}" goes from the list. Investigations made of it stay.`,
  /** @param {string} name */
  deleted: (name) => `Deleted "${name}"`,
  /** @param {string} name */
  willBeDeleted: (name) => `There is a template "${name}" already. It will be deleted.`,
  /** @param {number} version */
  changedElsewhere: (version) =>
    `This template was changed elsewhere, to version ${version}. Save again to replace that.`,
  from: 'From',
  to: 'To',
  copySuffix: ', copy',
  /** @param {number} number */
  copySuffixNumber: (number) => `, copy ${number}`,
  notSavedSettings: 'These settings are not saved. Correct the marked fields first.',
  nothingToKeep: 'Fill in the settings first: there is nothing to keep yet.',
  /** @param {string} name */
  saved: (name) => `Saved "${name}"`,
  show: 'Show',
  /** @param {string} name */
  alreadyThere: (name) => `There is a template "${name}" already.`,
  replaceQuestion: 'Replace the template?',
  replace: 'Replace',
  whatIsKept: 'Entities, time range, tools and modes are kept. ',
  name: 'Name',
  description: 'Description (optional)',
  template: 'Template',
  settingsOf: 'Settings of its investigations',
  templateName: 'Template name',
  templateDescription: 'Template description (optional)',
  placeholderHint: 'Write {{name}} into an entity or parameter to be asked for it.',
  discard: 'Discard',
  save: 'Save template',
  /** @param {number} count */
  fillInCount: (count) => `Fill in from a template (${number(count)})`,
  title: 'Templates',
  /** @param {string} time */
  changed: (time) => `changed ${time}`,
  fillInFrom: 'Fill in from a template',
  fillInText: 'The settings of the template replace those of this investigation.',
  fillIn: 'Fill in',
  /** @param {string} name */
  filledIn: (name) => `Filled in "${name}"`,
};

export const invitations = {
  /** @param {string} owner */
  toEdit: (owner) => ` from ${owner}, to edit`,
  /** @param {string} owner */
  toView: (owner) => ` from ${owner}, to view`,
  leaveQuestion: 'Leave this investigation?',
  leaveText: 'You no longer see it. Its owner can invite you again.',
  title: 'Invitations',
  /** @param {number} count */
  count: (count) => `Invitations (${number(count)})`,
  /** @param {string} name */
  accepted: (name) => `Accepted "${name}"`,
  /** @param {string} name */
  declined: (name) => `Declined "${name}"`,
  /** @param {string} name */
  acceptIt: (name) => `Accept ${name}`,
  accept: 'Accept',
  /** @param {string} name */
  declineIt: (name) => `Decline ${name}`,
  decline: 'Decline',
};

export const report = {
  frame: 'The report',
  title: 'Report',
  markdown: 'Markdown',
};
