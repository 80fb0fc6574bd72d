/** English texts of the console about the history. */

import { number, plural } from '../../language.js';

/** @param {number} count */
function investigations(count) {
  return plural(count, { one: '# investigation', other: '# investigations' });
}

export const history = {
  /** The work on the selected rows while it runs. */
  running: {
    archive: 'Archiving',
    restore: 'Restoring',
    cancel: 'Cancelling',
    retry: 'Retrying',
    delete: 'Deleting',
  },
  done: {
    /** @param {number} count */
    archive: (count) => `${investigations(count)} archived`,
    /** @param {number} count */
    restore: (count) => `${investigations(count)} restored`,
    /** @param {number} count */
    cancel: (count) => `${investigations(count)} cancelled`,
    /** @param {number} count */
    retry: (count) => `${investigations(count)} retried`,
    /** @param {number} count */
    delete: (count) => `${investigations(count)} deleted`,
  },
  refused: {
    /** @param {number} count */
    archive: (count) => `${investigations(count)} could not be archived`,
    /** @param {number} count */
    restore: (count) => `${investigations(count)} could not be restored`,
    /** @param {number} count */
    cancel: (count) => `${investigations(count)} could not be cancelled`,
    /** @param {number} count */
    retry: (count) => `${investigations(count)} could not be retried`,
    /** @param {number} count */
    delete: (count) => `${investigations(count)} could not be deleted`,
  },
  questions: {
    cancel: {
      /** @param {number} count */
      question: (count) => `Cancel ${investigations(count)}?`,
      text: 'What has been found so far stays. They cannot be taken up again.',
      /** @param {number} count */
      verb: (count) => `Cancel ${investigations(count)}`,
    },
    delete: {
      /** @param {number} count */
      question: (count) => `Delete ${investigations(count)}?`,
      text: 'Their states, events and shares go for good. Only the audit trails stay.',
      /** @param {number} count */
      verb: (count) => `Delete ${investigations(count)}`,
    },
  },
  /** @param {number} count @param {number} all */
  onlySome: (count, all) => `Only ${number(count)} of ${investigations(all)}`,
  /** @param {string} user */
  ofUser: (user) => `Investigations of ${user}.`,
  subtitle: 'Every investigation of yours, with its results.',
  title: 'History',
  exportHint: 'Everything that matches the filters',
  /** @param {string} format */
  export: (format) => `Export ${format}`,
  /** @param {number} count */
  more: (count) => `and ${number(count)} more`,
  selecting: 'Selecting',
  exporting: 'Exporting',
};

export const views = {
  all: 'All',
  waiting: 'Waits for a person',
  failed: 'Failed',
  highRisk: 'High risk, last 30 days',
  title: 'Views',
  save: 'Save view',
  /** @param {string} name */
  remove: (name) => `Remove the view ${name}`,
  hint: 'Its filters and order are kept in this browser. Its address can be sent to others.',
  question: 'Save this view',
  name: 'Name of the view',
};
