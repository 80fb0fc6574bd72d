/** English texts of the settings form and the templates. */

import { number, plural } from '../../language.js';

const ONE_DECIMAL = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

export const settings = {
  /** @param {string} name */
  removeTool: (name) => `Remove ${name}`,
  /** @param {number} row */
  toolNumber: (row) => `tool ${number(row)}`,
  /** @param {string} name */
  toolIsUsed: (name) => `${name} is used`,
  /** @param {number} row */
  toolName: (row) => `Name of tool ${number(row)}`,
  parameters: 'Parameters',
  addParameter: 'Add parameter',
  parameterTaken: 'Another parameter has this name.',
  /** @param {number} row */
  parameterName: (row) => `Parameter ${number(row)}`,
  /** @param {string} name */
  parameterValue: (name) => `Value of ${name}`,
  /** @param {string} name */
  removeParameter: (name) => `Remove parameter ${name}`,
  title: 'Settings',
  namePlaceholder: 'What is this investigation about?',
  name: 'Name',
  description: 'Description (optional)',
  addEntity: 'Add entity',
  entities: 'Entities',
  entitiesHint: 'Who or what is looked at',
  addTool: 'Add tool',
  tools: 'Tools',
  toolsHint: 'What looks at them',
  /** @param {number} count */
  addKnownTools: (count) => `Add all ${number(count)} known tools`,
  anyEntity: 'any entity',
  allEntities: 'all entities',
  parallel: 'in parallel',
  sequential: 'one after the other',
  correlation: 'A finding counts when it names',
  execution: 'Tools run',
  needsName: 'Give the investigation a name.',
  needsEnabledTool: 'Switch on at least one tool to start.',
  needsEntity: 'Name at least one entity.',
  /** @param {number} count */
  mostEntities: (count) => `At most ${number(count)} entities are allowed.`,
  needsId: 'This entity needs an id.',
  needsType: 'This entity needs a type.',
  needsTimes: 'Write the time as 2026-01-31 09:30.',
  endAfterStart: 'The end must be after the start.',
  needsTool: 'Add at least one tool.',
  /** @param {number} count */
  mostTools: (count) => `At most ${number(count)} tools are allowed.`,
  /** @param {number} count */
  longToolName: (count) => `The name of a tool has at most ${number(count)} characters.`,
  /** @param {number} size @param {number} limit */
  tooLarge: (size, limit) =>
    `These settings take ${number(size, ONE_DECIMAL)} KB, and at most ${number(limit)} KB are allowed.`,
  /** @param {number} count */
  tooLong: (count) => `At most ${number(count)} characters are allowed.`,
  type: 'Type',
  identifier: 'Identifier',
  shownAs: 'Shown as (optional)',
  /** @param {number} row */
  removeEntity: (row) => `Remove entity ${number(row)}`,
  timeRange: 'Time range',
  timeFormat: 'YYYY-MM-DD hh:mm',
  from: 'From',
  to: 'To',
  last: 'last ',
  /** @param {number} count */
  hours: (count) => `${number(count)} h`,
  /** @param {number} count */
  days: (count) => `${number(count)} d`,
  presets: 'Presets',
  /** @param {string} range */
  relativeRange: (range) => `${range} before each start of the investigation.`,
};

export const templates = {
  fillIn: 'Fill in',
  neverUsed: 'never used',
  /** @param {number} count */
  used: (count) => plural(count, { one: 'used once', other: 'used # times' }),
  /** @param {string} name */
  edit: (name) => `Edit ${name}`,
  /** @param {string} name */
  auditOf: (name) => `Audit trail of ${name}`,
  /** @param {string} name */
  versionsOf: (name) => `Versions of ${name}`,
  /** @param {string} name */
  duplicate: (name) => `Duplicate ${name}`,
  /** @param {string} name */
  delete: (name) => `Delete ${name}`,
  /** @param {string} used @param {string} changed */
  usage: (used, changed) => `${used}, changed ${changed}`,
  applying: 'Applying…',
  investigation: 'Investigation',
  entities: 'Entities',
  timeRange: 'Time range',
  tools: 'Tools',
  modes: 'Modes',
  /** @param {string} range */
  relativeRange: (range) => `${range} before each start`,
  allEntities: 'all entities',
  anyEntity: 'any entity',
  sequential: 'one after the other',
  parallel: 'in parallel',
  /** @param {string} entities @param {string} order */
  modesText: (entities, order) => `Findings of ${entities}; tools ${order}`,
  use: 'Use template',
  preview: 'Preview',
  search: 'Search templates',
  unavailable: 'Templates cannot be shown',
  title: 'Templates',
  nothingMatches: 'Nothing matches',
  nothingMatchesText: 'No template has these words.',
  empty: 'No templates yet',
  emptyText: "Open an investigation's settings and choose Save as template.",
  choose: 'Choose a template',
  chooseText: 'Its settings show here before anything is created.',
};
