/** English texts of the page of an investigation. */

import { number, plural } from '../../language.js';

export const investigation = {
  investigation: 'Investigation',
  deletedText: 'It was deleted, or is not shared with you any more.',
  deleted: 'This investigation is not there',
  unreadableText: 'It opens as soon as the service answers.',
  unreadable: 'This investigation cannot be read',
  nothingReported: 'Nothing was reported',
  answered: 'Answered',
  wasCancelled: 'This investigation was cancelled. ',
  stoppedWithError: 'It stopped with an error. ',
  cancelQuestion: 'Cancel this investigation?',
  cancelText: 'What has been found so far stays. It cannot be taken up again.',
  cancelIt: 'Cancel investigation',
  startOverQuestion: 'Back to the settings?',
  startOverText:
    'Progress and results of this investigation are dropped; the audit trail keeps them.',
  startOver: 'Start over',
  copiedResults: 'Copied the results',
  archived: 'Archived',
  deleteQuestion: 'Delete this investigation?',
  deleteText: 'Its state, events and shares go for good. Only the audit trail stays.',
  readOnlyNext: 'The settings of an investigation that has begun are to be read only.',
  /** @param {string} problems */
  notSavedSettings: (problems) => `These settings are not saved: ${problems}`,
  useItsTimeRange: 'Use its time range',
  saveAsTemplate: 'Save as template',
  press: 'Press ',
  start: 'Start investigation',
  fillInExample: 'Fill in the example',
  noReason: 'The executor has not reported a reason.',
  /** @param {string} code */
  errorCode: (code) => `code ${code}`,
  whatToDo: 'What to do: ',
  backToInvestigation: 'Back to the investigation',
  auditTrail: 'Audit trail',
  copiedLines: 'Copied the lines',
  olderUnreadable: 'The older lines cannot be read. Try again.',
  noResults: 'No results',
  noResultsText: 'The executor has not stored any.',
  newWithSettings: 'New with these settings',
  endedWithError: 'The investigation ended with an error; these results may lack something. ',
  /** @param {string} severity @param {string} title @param {number} percent */
  findingLine: (severity, title, percent) => `- [${severity}] ${title} (${number(percent)} % sure)`,
  /** @param {number} score @param {string} level */
  riskLine: (score, level) => `Risk ${number(score)} of 100, ${level}`,
};

export const head = {
  all: 'All investigations',
  /** @param {string} time @param {number} version */
  asItWas: (time, version) => `as it was on ${time}; the latest is v${version}`,
  conflict: 'conflict',
  /** @param {string} problem */
  notSaved: (problem) => `not saved: ${problem}`,
  offline: 'offline, will be sent',
  saving: 'saving',
  checking: 'from this browser, checking',
  /** @param {string} time */
  saved: (time) => `saved ${time}`,
  copyAsCode: 'Copy as curl, Python or JavaScript',
  moreActions: 'More actions',
  report: 'Report',
  backToSettings: 'Back to settings',
  leave: 'Leave',
};

export const access = {
  /** @param {string} owner */
  sharedForEditing: (owner) => `Shared by ${owner}, you may edit`,
  /** @param {string} owner */
  sharedForViewing: (owner) => `Shared by ${owner}, you may view`,
  /** @param {string} owner */
  belongsTo: (owner) => `Belongs to ${owner}`,
  archived: 'This investigation is archived: it is read only.',
  /** @param {string} owner */
  viewOnly: (owner) => `${owner} has shared this investigation with you for viewing only.`,
  noWrite: 'Your session may not change this investigation.',
};

export const banners = {
  degraded: 'The service cannot store changes at the moment. They are kept here and sent again.',
  /** @param {number} count */
  changesWait: (count) =>
    plural(count, {
      one: '# change will be sent when it is back.',
      other: '# changes will be sent when it is back.',
    }),
  waits: 'What happens meanwhile arrives when it is back.',
  /** @param {string} text */
  cut: (text) => `The network is cut. ${text}`,
};

export const overwritten = {
  title: 'Overwritten',
  field: 'Field',
  yours: 'Yours',
  now: 'Now',
  /** @param {string} actors @param {string} time */
  replaced: (actors, time) => `${actors} has replaced your change${time}.`,
  /** @param {string} actors @param {string} time */
  wroteOver: (actors, time) => `${actors} wrote over your change${time}`,
  keptHere: ', without having seen it. Yours is kept here.',
  copiedYours: 'Copied your change',
  putBack: 'Put mine back',
  copyMine: 'Copy mine',
  keepTheirs: 'Keep theirs',
};

export const versions = {
  /** @param {number} version */
  restoreText: (version) =>
    `Step, status, settings, progress and results become those of version ${version}, as a new version. The audit trail keeps what is there now.`,
  /** @param {number} version */
  restoreQuestion: (version) => `Restore version ${version}?`,
  /** @param {number} version */
  madeOf: (version) => `Made of version ${version}`,
  /** @param {number} version */
  restored: (version) => `Version ${version} is restored`,
  /** @param {number} version @param {number} latest */
  of: (version, latest) => `Version ${version} of ${latest}`,
  older: 'Older',
  newer: 'Newer',
  unavailable: 'This version cannot be shown',
  /** @param {string} time */
  asItWas: (time) => `As it was on ${time}, without log lines.`,
  newFrom: 'New from this version',
  changedSince: 'What has changed since',
  nothingFilledIn: 'Nothing was filled in yet',
  compareWith: 'Compare with version',
  compare: 'Compare',
  /** @param {string} start @param {string} end */
  times: (start, end) => `From ${start} to ${end}.`,
  /** @param {number} from @param {number} to */
  range: (from, to) => `From version ${from} to version ${to}. `,
  /** @param {number} version */
  lookAt: (version) => `Look at version ${version}`,
};
