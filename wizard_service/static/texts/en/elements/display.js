/** English texts that all elements share: statuses, durations, times, counts. */

import { number, plural } from '../../language.js';

export const format = {
  brokenPart: 'This part cannot be shown.',
  loading: 'Loading',
  none: 'none',
  justNow: 'just now',
  /** @param {string} length such as "24 hours" */
  lastRange: (length) => `The last ${length}`,
  dayFormat: 'YYYY-MM-DD',
  /** @param {string} label of a field */
  calendarOf: (label) => `${label}: calendar`,
  /** @param {string} start @param {string} end */
  range: (start, end) => `${start} to ${end}`,
  /** @param {number} value */
  percent: (value) => `${number(value)} %`,
  /** @param {string} value */
  milliseconds: (value) => `${value} ms`,
  /** @param {string} value */
  seconds: (value) => `${value} s`,
  /** @param {string} minutes @param {string} seconds */
  minutes: (minutes, seconds) => `${minutes} min ${seconds} s`,
  /** @param {string} hours @param {string} minutes */
  hours: (hours, minutes) => `${hours} h ${minutes} min`,
  /** @param {string} time by which the clock of the executor is behind */
  executorBehind: (time) => `unknown, the executor's clock is ${time} behind`,
  /** @param {string} step @param {string} status */
  stepAndStatus: (step, status) => `${step}, ${status.toLowerCase()}. `,
  transports: { websocket: 'WebSocket', sse: 'SSE', long_poll: 'Long-poll', poll: 'Poll' },
  shortTransports: { websocket: 'WS', sse: 'SSE', long_poll: 'LP', poll: 'Poll' },
};

/** The statuses of investigations, phases, agents and tools. */
export const statuses = {
  in_progress: 'In progress',
  running: 'Running',
  completed: 'Completed',
  done: 'Completed',
  error: 'Error',
  failed: 'Error',
  cancelled: 'Cancelled',
  skipped: 'Skipped',
  pending: 'Waiting',
  draft: 'Draft',
};

/** Other words of the API, by their names in lower case. */
export const words = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
  debug: 'Debug',
  info: 'Info',
  warning: 'Warning',
  error: 'Error',
  settings: 'Settings',
  progress: 'Progress',
  results: 'Results',
  open: 'Open',
  answered: 'Answered',
  withdrawn: 'Withdrawn',
  expired: 'Expired',
  ip_address: 'IP address',
  validation_error: 'Validation error',
  execution_error: 'Execution error',
  system_error: 'System error',
  timeout_error: 'Timeout error',
};

export const count = {
  /** @param {number} count */
  days: (count) => plural(count, { one: '# day', other: '# days' }),
  /** @param {number} count */
  entities: (count) => plural(count, { one: '# entity', other: '# entities' }),
  /** @param {number} count */
  findings: (count) => plural(count, { one: '# finding', other: '# findings' }),
  /** @param {number} count */
  investigations: (count) => plural(count, { one: '# investigation', other: '# investigations' }),
  /** @param {number} count */
  lines: (count) => plural(count, { one: '# line', other: '# lines' }),
  /** @param {number} count */
  parameters: (count) => plural(count, { one: '# parameter', other: '# parameters' }),
};

export const connection = {
  phases: {
    connecting: 'connecting',
    offline: 'offline, trying again',
    cut: 'network cut',
    ended: 'ended',
    idle: 'not following',
  },
  label: 'Connection: ',
  /** @param {string} transport */
  live: (transport) => `${transport}, live`,
  /** @param {number} seconds */
  interval: (seconds) => ` every ${number(seconds)} s`,
};

export const steps = {
  title: 'Steps of the investigation',
  notReached: ', not reached yet',
  current: ', current step',
  done: ', done',
};

export const recovery = {
  actions: {
    view_results: 'View results',
    retry: 'Retry',
    resume: 'Resume',
    start_fresh: 'New with these settings',
    archive: 'Archive',
    cancel: 'Cancel it',
  },
  dismiss: 'Dismiss',
  whereYouWere: 'Where you were',
  /** @param {string} opened @param {string} changed */
  lastOpened: (opened, changed) => `Last opened ${opened}, last changed ${changed}.`,
  /** @param {string} changed */
  lastChanged: (changed) => `Last changed ${changed}.`,
  startFreshAdvice: ' It may be better to start fresh.',
};
