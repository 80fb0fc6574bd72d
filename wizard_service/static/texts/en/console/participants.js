/** English texts of the page of an investigation for people and programs that take part in it. */

export const executorOffer = {
  changeRange: 'Change the time range',
  startAgain: 'Start again',
  start: 'Start an executor',
  runHere: 'Run the example here',
  runHereText: 'It reads the log that comes with the service, on this machine.',
  runExample: 'Run the example',
  runInItsRange: 'Run it with the time range of its log',
  orInShell: 'Or run it in a shell',
  tokenHint: 'With a token for this investigation alone, good for an hour.',
  makeCommand: 'Make the command',
  makeToken: 'Make a token',
  copiedCommand: 'Copied the command',
  command: 'Command',
  /** @param {string} time */
  tokenUntil: (time) =>
    `Its token is good until ${time} and is not shown again. Keep it to yourself.`,
  copyCommand: 'Copy the command',
  issuerHint: 'Its token, with the scope wizard:run, comes from the issuer of your tokens.',
  inShell: 'Run an executor in a shell',
  copiedCode: 'Copied the code',
  ownExecutor: 'Write an executor of your own',
  ownExecutorText: 'The Python client reports for it. The token is in WIZARD_TOKEN.',
  code: 'Code',
  copyCode: 'Copy the code',
  /** @param {string} start @param {string} end */
  range: (start, end) => `from ${start} to ${end}`,
  /** @param {string} range */
  logHas: (range) =>
    `The log of the example has lines ${range}, and this time range has none of them.`,
  exampleStarts: 'The example starts',
};

export const program = {
  read: 'Read the state',
  poll: 'Poll: state and cursor',
  follow: 'Follow as server-sent events',
  changeSettings: 'Change the settings',
  start: 'Start',
  report: 'Report events, as an executor does',
  cancel: 'Cancel',
  retry: 'Retry after an error',
  readAudit: 'Read the audit trail',
  archive: 'Archive',
  createAnother: 'New with these settings',
  saveTemplate: 'Save as template',
  title: 'Copy as code',
  code: 'Code',
  /** @param {string} language */
  copied: (language) => `Copied as ${language}`,
  action: 'Action',
  language: 'Language',
};

export const share = {
  /** @param {string} user */
  roleOf: (user) => `Role of ${user}`,
  invited: 'invited',
  title: 'Share',
  userId: 'User id',
  role: 'Role',
  mayView: 'may view',
  mayEdit: 'may edit',
  invite: 'Invite',
  notShared: 'This investigation is not shared with anyone.',
  /** @param {string} user */
  stopSharing: (user) => `Stop sharing with ${user}`,
};

export const watchers = {
  none: 'No other user watches it at the moment.',
  title: 'Watching now',
  ofList: 'the list',
  ofInvestigation: 'this investigation',
  /** @param {string} what @param {string} transport @param {string} time */
  watches: (what, transport, time) => `${what}, ${transport}, since ${time}`,
};

export const refused = {
  title: 'Refused attempts',
  none: 'No attempt to change it was refused.',
  time: 'Time',
  who: 'Who',
  attempt: 'Attempt',
  reason: 'Reason',
  version: 'Version',
  /** @param {string} id */
  request: (id) => `Request ${id}`,
};
