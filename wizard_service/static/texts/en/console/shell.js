/** English texts of the console around its pages. */

import { number } from '../../language.js';

export const common = {
  showMore: 'Show more',
  tryAgain: 'Try again',
  dismiss: 'Dismiss',
  failed: 'That did not work.',
  copied: 'Copied',
  /** @param {string} page @param {number} waiting */
  documentTitle: (page, waiting) => `${waiting ? `(${number(waiting)}) ` : ''}${page} · wizard`,
  save: 'Save',
  newInvestigation: 'New investigation',
  archive: 'Archive',
  loading: 'Loading',
  restore: 'Restore',
  undo: 'Undo',
  restored: 'Restored',
  delete: 'Delete',
  print: 'Print',
  retry: 'Retry',
  cancel: 'Cancel',
  copiedLink: 'Copied the link',
  copyLink: 'Copy the link',
  done: 'Done',
  close: 'Close',
  copy: 'Copy',
};

export const shell = {
  activeHeading: 'Active',
  completedWithRisk: 'Completed, risk ',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  pages: 'Pages',
  investigations: 'Investigations',
  templates: 'Templates',
  overview: 'Overview',
  history: 'History',
  users: 'Users',
  searchHistory: 'Search history',
  account: 'Account and appearance',
  keys: 'Keyboard shortcuts',
  apiDocumentation: 'API documentation',
  logOut: 'Log out',
  logOutEverywhere: 'Log out everywhere',
  cutOnPurpose: 'Cut on purpose, by the button below.',
  noNetwork: 'This computer has no network.',
  nothingRuns: 'Nothing is running. Start with New, or from a template.',
  new: 'New',
  active: 'Active investigations',
  all: 'All',
  recent: 'Recently finished',
  question: 'Question',
  skip: 'Skip to the content',
  networkWasCut: 'The network was cut.',
};

export const drawer = {
  /** @param {number} count */
  requestCount: (count) => (count ? `Requests ${number(count)}` : 'Requests '),
  cutNetwork: 'Cut the network',
  cutNetworkShort: 'Cut network',
  /** @param {string} button */
  lastOnes: (button) =>
    `No event has arrived since this page was opened. ${button} shows the last ones, by every transport.`,
  openOne: 'Open an investigation to see its events arrive.',
  arrivedBy: 'Arrived by',
  after: 'After',
  id: 'Id',
  event: 'Event',
  version: 'Version',
  by: 'By',
  anotherTab: 'another tab',
  noRequests: 'What you do here shows as requests, to be copied.',
  time: 'Time',
  request: 'Request',
  answer: 'Answer',
  took: 'Took',
  copyAs: 'Copy as',
  compareAll: 'Compare all four',
  compareBoth: 'Compare both',
  /** @param {string} transport */
  following: (transport) => `Following by ${transport}`,
  notBegun: 'The feed has not begun yet.',
  title: 'Feed',
  transport: 'Transport',
  requests: 'Requests',
  /** @param {string} transport */
  followBy: (transport) => `Follow by ${transport}`,
  restoreNetwork: 'Restore network',
  stopComparing: 'Stop comparing',
  tabs: 'Feed or requests',
  events: 'Events',
};

export const keys = {
  home: 'Investigations',
  templates: 'Templates',
  overview: 'Overview',
  history: 'History',
  search: 'Search: the log, the templates, or the history',
  create: 'New investigation',
  next: 'Next active investigation',
  previous: 'Previous active investigation',
  settings: 'Settings of the investigation',
  progress: 'Progress',
  results: 'Results',
  advance: 'Start, or retry after an error',
  audit: 'Audit trail',
  copyAsCode: 'Copy as curl, Python or JavaScript',
  share: 'Share',
  saveTemplate: 'Save as template',
  createFromSettings: 'New with these settings',
  startOver: 'Back to settings',
  cancel: 'Cancel',
  archive: 'Archive',
  delete: 'Delete',
  copyResults: 'Copy the results',
  print: 'Print',
  drawer: 'Feed drawer',
  /** @param {string} transport */
  followBy: (transport) => `Follow by ${transport}`,
  compare: 'Compare all transports',
  network: 'Cut or restore the network',
  theme: 'Light, dark, or as the system',
  logOut: 'Log out',
  theseKeys: 'These keys',
  title: 'Keyboard shortcuts',
};

export const clock = {
  /** @param {string} difference */
  behind: (difference) => `The clock of this computer is ${difference} behind that of the service.`,
  /** @param {string} difference */
  ahead: (difference) =>
    `The clock of this computer is ${difference} ahead of that of the service.`,
  usesServices: "This page uses the service's.",
};

export const timeZone = {
  /** @param {string} zone */
  timesAreIn: (zone) => `Times are in ${zone}`,
  title: 'Time zone',
  text: 'All times of this page are in one zone. The service stores UTC.',
  /** @param {string} zone */
  ofBrowser: (zone) => `${zone} (of this browser)`,
  zone: 'Zone',
};

export const login = {
  oldLink: 'This login link was used already, or is too old. Ask for another, or paste a token.',
  expired: 'This token has expired.',
  invalid: 'This token is not valid. Paste all of it, and nothing else.',
  /** @param {number} status */
  answered: (status) => `The service answered ${status}.`,
  loggingIn: 'Logging in…',
  logIn: 'Log in',
  noAnswerTitle: 'The service does not answer',
  hint: 'It is exchanged for a cookie that ends with it.',
  token: 'Access token',
  noToken:
    'No token? On the machine where the service runs (in a checkout, python is .venv/bin/python):',
  command: 'Command',
  noAnswer: 'The service does not answer. Try again.',
  sessionEnded: 'Your session has ended. Log in to go on; what you typed is kept.',
};
