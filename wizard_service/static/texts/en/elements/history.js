/** English texts of the history. */

import { number, plural } from '../../language.js';

export const history = {
  actions: {
    archive: 'Archive',
    restore: 'Restore',
    retry: 'Retry',
    cancel: 'Cancel',
    delete: 'Delete',
  },
  columns: {
    name: 'Name',
    status: 'Status',
    risk_score: 'Risk',
    entity_count: 'Entities',
    started_at: 'Started',
    completed_at: 'Ended',
    duration_ms: 'Took',
    updated_at: 'Updated',
  },
  orders: {
    '-updated_at': 'Last changed',
    '-created_at': 'Newest',
    created_at: 'Oldest',
    '-risk_score': 'Highest risk',
    name: 'Name',
  },
  periods: {
    '24h': 'Last 24 hours',
    '7d': 'Last 7 days',
    '30d': 'Last 30 days',
    today: 'Today',
    month: 'This month',
    last_month: 'Last month',
  },
  scopes: { false: 'Current', true: 'Archive' },
  highOrCritical: 'High or critical',
  /** @param {number} count @param {number} all */
  partOf: (count, all) =>
    `${number(count)} of ${plural(all, { one: '# investigation', other: '# investigations' })}`,
  showMore: 'Show more',
  unavailable: 'The history cannot be shown',
  tryAgain: 'Try again',
  nothingMatches: 'Nothing matches',
  nothingMatchesText: 'No investigation fits all of these filters.',
  clearFilters: 'Clear the filters',
  emptyArchive: 'The archive is empty',
  empty: 'No investigations yet',
  emptyText: 'Investigations are kept here, with their results.',
  action: 'Action',
  selectAll: 'Select all',
  /** @param {string} name */
  select: (name) => `Select ${name}`,
  withoutName: 'Without a name',
  restore: 'Restore',
  open: 'Open',
  nameOrId: 'Name or id',
  search: 'Search',
  anyType: 'Any',
  entityType: 'Entity type',
  title: 'History',
  anyRisk: 'Any',
  risk: 'Risk',
  from: 'From',
  to: 'To',
  order: 'Order',
  /** @param {number} count */
  filtersSet: (count) => `Filters, ${number(count)} set`,
  filters: 'Filters',
  anyStatus: 'Any',
  waitsForPerson: 'Waits for a person',
  status: 'Status',
  atAnyTime: 'At any time',
  betweenDays: 'Between days',
  created: 'Created',
  /** @param {string} column */
  descending: (column) => `${column}, descending`,
  /** @param {string} column */
  ascending: (column) => `${column}, ascending`,
  where: 'Where',
  selection: 'Selection',
  /** @param {number} count */
  selected: (count) => `${number(count)} selected`,
  clearSelection: 'Clear',
  /** @param {number} count */
  selectAllMatching: (count) => `Select all ${number(count)} that match`,
  progress: 'Progress',
  /** @param {string} action @param {number} done @param {number} all */
  progressOf: (action, done, all) => `${action}: ${history.partOf(done, all)}`,
  stop: 'Stop',
};
