/** English texts of the elements about results and figures. */

import { number, plural } from '../../language.js';

export const results = {
  /** @param {number} score @param {string} level */
  riskOf: (score, level) => `Risk ${number(score)} of 100, ${level.toLowerCase()}`,
  /** @param {string} level */
  riskLevel: (level) => `${level} risk`,
  /** @param {number} count */
  evidence: (count) => plural(count, { one: '# piece of evidence', other: '# pieces of evidence' }),
  /** @param {string} name @param {number} count @param {number} most @param {string} peak */
  chart: (name, count, most, peak) =>
    `${name}: ${plural(count, { one: '# point', other: '# points' })}, at most ${number(most)} at ${peak}`,
  entity: 'Entity',
  entityTable: 'Entities, a table',
  noFindings: 'Nothing was found.',
  /** @param {number} percent */
  sure: (percent) => `${number(percent)} % sure`,
  copyLink: 'Copy the link',
  findingsSoFar: 'Findings so far',
  timeline: 'Timeline',
  running: 'running',
  /** @param {string} names */
  noChart: (names) => `No chart for ${names}: the shape is not known.`,
  /** @param {number} value @param {string} name */
  peak: (value, name) => `peak ${number(value)}, ${name}`,
  /** @param {number} count */
  moreRows: (count) => `${number(count)} more not shown`,
  severity: 'Severity',
  allSeverities: 'All',
  empty: 'There are no results',
  risk: 'Risk',
  findings: 'Findings',
  entities: 'Entities',
  completed: 'Completed',
  took: 'Took',
  report: 'Report of the executor',
  openReport: 'Open',
  byCategory: 'By category',
};

export const overview = {
  /** @param {number} most @param {string} day */
  busiest: (most, day) => `at most ${number(most)} on ${day}`,
  /** @param {number} count */
  ofDays: (count) =>
    plural(count, { one: 'Investigations of # day', other: 'Investigations of # days' }),
  /** @param {number} count @param {string} status */
  withStatus: (count, status) => `${number(count)} ${status.toLowerCase()}`,
  /** @param {string} status @param {number} count */
  statusCount: (status, count) => `${status} ${number(count)}`,
  /** @param {string} day @param {string} counts */
  onDay: (day, counts) => `${day}: ${counts}`,
  unavailable: 'The figures cannot be shown',
  emptyText: 'Figures appear here once there are investigations.',
  empty: 'No investigations in this time',
  newestOfMore: ', the newest of more',
  byDay: 'By day',
  byDayOfCreation: 'By day of creation',
  risk: 'Risk',
  riskNote: 'investigations with results',
  findings: 'Findings',
  findingsBySeverity: 'Findings by severity',
  noFindings: 'Nothing was found.',
  tool: 'Tool',
  average: 'Average',
  longest: 'Longest',
  runs: 'Runs',
  errors: 'Errors',
  tools: 'Tools',
  slowestTools: 'Slowest tools',
  noDurations: 'No tool has reported a duration.',
  /** @param {number} count */
  ofNewest: (count) => `of the newest ${number(count)} that ended`,
};
