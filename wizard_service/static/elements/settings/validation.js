/** Validates settings before they are sent, and turns a form into the settings to save. */

/**
 * @import { Entity, InvestigationSettings, ToolSelection } from '../../client/types/state.js'
 *
 * @typedef {InvestigationSettings} Draft the form, which may have rows that are still empty
 * @typedef {{ field: string, message: string }} FieldProblem
 */

export const MAX_ENTITIES = 10;
export const MAX_TOOLS = 20;
const DAY_MS = 86_400_000;

/** @returns {Draft} */
export function defaultSettings(now = Date.now()) {
  return {
    name: '',
    description: '',
    entities: [{ entity_type: 'ip_address', entity_id: '' }],
    time_range: { start: toTimestamp(now - DAY_MS), end: toTimestamp(now) },
    tools: [],
    correlation_mode: 'OR',
    execution_mode: 'parallel',
  };
}

/** Formats a time in UTC, to the second. @param {number} ms */
export function toTimestamp(ms) {
  return `${new Date(ms).toISOString().slice(0, 19)}.000Z`;
}

/** Removes empty rows and empty texts. @param {Draft} draft @returns {InvestigationSettings} */
export function toSettings(draft) {
  const { description, ...settings } = draft;
  const entities = draft.entities.filter(({ entity_id: id, name }) => id.trim() || name);
  return {
    ...settings,
    ...(description ? { description } : {}),
    entities: entities.map(withoutEmptyName),
    tools: draft.tools.filter((tool) => tool.tool_name.trim()),
  };
}

/** @param {Entity} entity @returns {Entity} */
function withoutEmptyName({ name, ...entity }) {
  return name ? { ...entity, name } : entity;
}

/**
 * Returns the problems in the order of the form. Row numbers in fields are those of the draft.
 * @param {Draft} draft
 * @returns {FieldProblem[]}
 */
export function validate(draft) {
  return [
    ...problemIf(!draft.name.trim(), 'name', 'Give the investigation a name.'),
    ...entityProblems(draft.entities),
    ...timeProblems(draft.time_range),
    ...toolProblems(draft.tools),
  ];
}

/** @param {Entity[]} entities */
function entityProblems(entities) {
  const hasEntity = entities.some((entity) => entity.entity_id.trim());
  return [
    ...problemIf(!hasEntity, 'entities', 'Name at least one entity.'),
    ...entities.flatMap(rowProblems),
  ];
}

/** @param {Entity} entity @param {number} row */
function rowProblems({ entity_type: type, entity_id: id, name }, row) {
  const path = `entities.${row}`;
  const lacksType = id.trim() && !type.trim();
  return [
    ...problemIf(name && !id.trim(), `${path}.entity_id`, 'This entity needs an id.'),
    ...problemIf(lacksType, `${path}.entity_type`, 'This entity needs a type.'),
  ];
}

/** @param {{ start: string, end: string }} range */
function timeProblems({ start, end }) {
  if (!start || !end) return problemIf(true, 'time_range', 'Give both ends of the time range.');
  const isEmpty = Date.parse(end) <= Date.parse(start);
  return problemIf(isEmpty, 'time_range.end', 'The end must be after the start.');
}

/** @param {ToolSelection[]} tools */
function toolProblems(tools) {
  const hasTool = tools.some((tool) => tool.tool_name.trim());
  return problemIf(!hasTool, 'tools', 'Add at least one tool.');
}

/** @param {unknown} isBroken @param {string} field @param {string} message */
function problemIf(isBroken, field, message) {
  return isBroken ? [{ field, message }] : [];
}
