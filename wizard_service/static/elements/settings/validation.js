/** Validates settings before they are sent, and turns a form into the settings to save. */

import { texts } from '../../texts/elements.js';

/**
 * @import { Entity, InvestigationSettings, ToolSelection } from '../../client/types/state.js'
 *
 * @typedef {InvestigationSettings} Draft the form, which may have rows that are still empty
 * @typedef {{ field: string, message: string }} FieldProblem
 */

/**
 * The limits of the service, which an installation may set otherwise.
 * @typedef {{ max_entities: number, max_tools: number, max_settings_kb: number }} Limits
 */

/** @type {Readonly<Limits>} */
export const DEFAULT_LIMITS = Object.freeze({
  max_entities: 10,
  max_tools: 20,
  max_settings_kb: 50,
});
const MAX_NAME_LENGTH = 255;
const DAY_S = 86_400;

/** @returns {Draft} */
export function defaultSettings(now = Date.now()) {
  return {
    name: '',
    description: '',
    entities: [{ entity_type: 'ip_address', entity_id: '' }],
    time_range: lastSeconds(DAY_S, now),
    tools: [],
    correlation_mode: 'OR',
    execution_mode: 'parallel',
  };
}

/** Returns the range of so many seconds before now, which moves to the start of the investigation. @param {number} last_s */
export function lastSeconds(last_s, now = Date.now()) {
  return { start: toTimestamp(now - last_s * 1000), end: toTimestamp(now), last_s };
}

/** Formats a time in UTC, to the second. @param {number} ms */
export function toTimestamp(ms) {
  return `${new Date(ms).toISOString().slice(0, 19)}.000Z`;
}

/** Removes empty rows and empty texts. @param {Draft} draft @returns {InvestigationSettings} */
export function toSettings(draft) {
  const { description, ...settings } = draft;
  const entities = draft.entities.filter(isSentEntity);
  return {
    ...settings,
    ...(description ? { description } : {}),
    entities: entities.map(withoutEmptyName),
    tools: draft.tools.filter(isSentTool),
  };
}

/** @param {Entity} entity */
const isSentEntity = ({ entity_id: id, name }) => id.trim() || name;
/** @param {ToolSelection} tool */
const isSentTool = ({ tool_name: name }) => name.trim();

/** @param {Entity} entity @returns {Entity} */
function withoutEmptyName({ name, ...entity }) {
  return name ? { ...entity, name } : entity;
}

/**
 * Returns the problems in the order of the form. Row numbers in fields are those of the draft.
 * @param {Draft} draft
 * @param {Limits} [limits]
 * @returns {FieldProblem[]}
 */
export function validate(draft, limits = DEFAULT_LIMITS) {
  return [
    ...problemIf(!draft.name.trim(), 'name', texts.settings.needsName),
    ...lengthProblem('name', draft.name),
    ...entityProblems(draft.entities, limits.max_entities),
    ...timeProblems(draft.time_range),
    ...toolProblems(draft.tools, limits.max_tools),
    ...sizeProblems(draft, limits.max_settings_kb),
  ];
}

/**
 * Returns what prevents valid settings from being started.
 * @param {Pick<Draft, 'tools'>} settings
 * @returns {FieldProblem[]}
 */
export function validateStart({ tools }) {
  const hasEnabled = tools.filter(isSentTool).some(({ enabled }) => enabled !== false);
  return problemIf(!hasEnabled, 'tools', texts.settings.needsEnabledTool);
}

/**
 * Returns the problems of a refused request with the row numbers of the draft, which may have empty
 * rows that were not sent.
 * @param {FieldProblem[]} problems
 * @param {Draft} draft
 */
export function problemsOfDraft(problems, draft) {
  const kept = {
    entities: keptRows(draft.entities, isSentEntity),
    tools: keptRows(draft.tools, isSentTool),
  };
  return problems.map(({ field, message }) => {
    const [name, row, ...rest] = field.replace(/^settings\.?/, '').split('.');
    const rows = kept[/** @type {keyof typeof kept} */ (name)];
    const path = row === undefined ? [name] : [name, String(rows?.[Number(row)] ?? row), ...rest];
    return { field: path.join('.'), message };
  });
}

/** @template T @param {T[]} rows @param {(row: T) => unknown} isSent @returns {number[]} */
function keptRows(rows, isSent) {
  return rows.flatMap((row, index) => (isSent(row) ? [index] : []));
}

/** @param {Entity[]} entities @param {number} most */
function entityProblems(entities, most) {
  const count = entities.filter(isSentEntity).length;
  const hasEntity = entities.some((entity) => entity.entity_id.trim());
  return [
    ...problemIf(!hasEntity, 'entities', texts.settings.needsEntity),
    ...problemIf(count > most, 'entities', texts.settings.mostEntities(most)),
    ...entities.flatMap(rowProblems),
  ];
}

/** @param {Entity} entity @param {number} row */
function rowProblems({ entity_type: type, entity_id: id, name }, row) {
  const path = `entities.${row}`;
  const lacksType = id.trim() && !type.trim();
  return [
    ...problemIf(name && !id.trim(), `${path}.entity_id`, texts.settings.needsId),
    ...problemIf(lacksType, `${path}.entity_type`, texts.settings.needsType),
    ...lengthProblem(`${path}.name`, name ?? ''),
  ];
}

/** @param {{ start: string, end: string }} range */
function timeProblems({ start, end }) {
  const { needsTimes } = texts.settings;
  const missing = [
    ...problemIf(!start, 'time_range.start', needsTimes),
    ...problemIf(!end, 'time_range.end', needsTimes),
  ];
  if (missing.length) return missing;
  const isEmpty = Date.parse(end) <= Date.parse(start);
  return problemIf(isEmpty, 'time_range.end', texts.settings.endAfterStart);
}

/** @param {ToolSelection[]} tools @param {number} most */
function toolProblems(tools, most) {
  const count = tools.filter(isSentTool).length;
  const isLong = tools.some(({ tool_name: name }) => isTooLong(name));
  return [
    ...problemIf(count === 0, 'tools', texts.settings.needsTool),
    ...problemIf(count > most, 'tools', texts.settings.mostTools(most)),
    ...problemIf(isLong, 'tools', texts.settings.longToolName(MAX_NAME_LENGTH)),
  ];
}

/**
 * Marks the part that takes most of settings that are too large.
 * @param {Draft} draft
 * @param {number} maxKb
 */
function sizeProblems(draft, maxKb) {
  const settings = toSettings(draft);
  const kb = sizeOf(settings) / 1024;
  const parts = /** @type {const} */ (['description', 'entities', 'tools']);
  const [largest] = parts.toSorted((a, b) => sizeOf(settings[b]) - sizeOf(settings[a]));
  const text = texts.settings.tooLarge(kb, maxKb);
  return problemIf(kb > maxKb, largest, text);
}

/** @param {unknown} value @returns {number} bytes as JSON */
function sizeOf(value) {
  return value === undefined ? 0 : new TextEncoder().encode(JSON.stringify(value)).length;
}

/** @param {string} field @param {string} text */
function lengthProblem(field, text) {
  return problemIf(isTooLong(text), field, texts.settings.tooLong(MAX_NAME_LENGTH));
}

/** @param {string} text */
function isTooLong(text) {
  return [...text].length > MAX_NAME_LENGTH;
}

/** @param {unknown} isBroken @param {string} field @param {string} message */
function problemIf(isBroken, field, message) {
  return isBroken ? [{ field, message }] : [];
}
