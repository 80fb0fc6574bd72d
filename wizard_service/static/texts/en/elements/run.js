/** English texts of the elements about an investigation that runs. */

import { number, plural } from '../../language.js';

export const progress = {
  whole: 'Whole investigation',
  /** @param {string} time */
  left: (time) => `about ${time} left`,
  /** @param {string} time */
  took: (time) => `took ${time}`,
  phases: 'Phases',
  agents: 'Agents',
  noAgents: 'No agent has reported yet.',
  tools: 'Tools',
  /** @param {number} done @param {number} count */
  toolsDone: (done, count) => `${number(done)} of ${number(count)}`,
  /** @param {string} tool */
  logOf: (tool) => `Log of ${tool}`,
  logLines: 'Its log lines',
  /** @param {string} message @param {string} code */
  messageAndCode: (message, code) => `${message} (code ${code})`,
  notRun: 'Not run',
  /** @param {number} count */
  earlierRuns: (count) => plural(count, { one: '# earlier run', other: '# earlier runs' }),
};

export const executor = {
  title: 'Executor',
  /** @param {string} time */
  silentText: (time) => `Last report ${time}, by an executor without a lease.`,
  anyWorks: 'An executor works on it',
  silent: 'The executor is silent',
  /** @param {string} time */
  started: (time) => `Started ${time}.`,
  noneTookUp: 'No program has taken it up: executors do not start by themselves.',
  waiting: 'Waiting for an executor',
  /** @param {string} name */
  works: (name) => `${name} works on it`,
  /** @param {string} since @param {string} report */
  worksText: (since, report) => `Since ${since}, last report ${report}.`,
  /** @param {string} name */
  lost: (name) => `${name} was lost`,
  /** @param {string} seen @param {string} since */
  lostText: (seen, since) => `It was last seen ${seen}; its lease ran out ${since}.`,
  /** @param {string} name */
  stopped: (name) => `${name} has stopped`,
  /** @param {string} since */
  stoppedText: (since) => `It gave its lease back ${since}. No program works on it.`,
};

export const inputs = {
  needed: 'Your answer is needed',
  readOnly: 'The owner and editors can answer.',
  /** @param {string} time */
  asked: (time) => `Asked ${time}`,
  /** @param {string} asked @param {string} time */
  askedUntil: (asked, time) => `Asked ${asked}, expires ${time}`,
  earlier: 'Earlier questions',
  answer: 'Answer',
  /** @param {string} question */
  answerTo: (question) => `Answer to ${question}`,
  yes: 'Yes',
  no: 'No',
  /** @param {string} label */
  optional: (label) => `${label} (optional)`,
};

export const log = {
  lines: 'Log lines',
  noMatch: 'No line matches.',
  empty: 'Nothing has been logged yet.',
  log: 'Log',
  wrap: 'Wrap',
  follow: 'Follow',
  showAll: 'Show all',
  search: 'Search the log',
  lowestLevel: 'Lowest level',
  copyLines: 'Copy these lines',
  download: 'Download the log',
  allLevels: 'All levels',
  /** @param {string} level */
  levelAndAbove: (level) => `${level} and above`,
  olderExpired: 'Older lines are not stored any more.',
  olderLoading: 'Reading older lines…',
  older: 'Older lines',
  /** @param {number} count @param {number} all */
  partOf: (count, all) => `${number(count)} of ${plural(all, { one: '# line', other: '# lines' })}`,
  /** @param {string} level */
  levelOf: (level) => `${level.toLowerCase()}: `,
  /** @param {string} tool */
  whileRan: (tool) => `Lines while ${tool} ran`,
  /** @param {number} count */
  newest: (count) => plural(count, { one: 'the newest # line', other: 'the newest # lines' }),
};
