/** What settings must be like before a server takes them, and what of a form is worth sending. */

export const MOST_ENTITIES = 10;
export const MOST_TOOLS = 20;
const DAY_MS = 86_400_000;

export function emptySettings(now = Date.now()) {
  return {
    name: "",
    description: "",
    entities: [{ entity_type: "ip_address", entity_id: "" }],
    time_range: { start: instant(now - DAY_MS), end: instant(now) },
    tools: [],
    correlation_mode: "OR",
    execution_mode: "parallel",
  };
}

/** To the second, in UTC. */
export function instant(ms) {
  return `${new Date(ms).toISOString().slice(0, 19)}.000Z`;
}

/** Without rows that are still empty and words that are none. */
export function cleaned(draft) {
  const { description, ...settings } = draft;
  return {
    ...settings,
    ...(description ? { description } : {}),
    entities: draft.entities.filter((each) => each.entity_id.trim() || each.name).map(withoutEmptyName),
    tools: draft.tools.filter((each) => each.tool_name.trim()),
  };
}

function withoutEmptyName({ name, ...entity }) {
  return name ? { ...entity, name } : entity;
}

/** @returns {{field: string, message: string}[]} in the order of the form; fields count the rows of the draft */
export function problemsOf(draft) {
  return [
    ...rule(!draft.name.trim(), "name", "Give the investigation a name."),
    ...entityProblems(draft.entities),
    ...timeProblems(draft.time_range),
    ...toolProblems(draft.tools),
  ];
}

function entityProblems(entities) {
  const filled = entities.filter((each) => each.entity_id.trim());
  return [
    ...rule(filled.length === 0, "entities", "Name at least one entity."),
    ...entities.flatMap((each, row) => [
      ...rule(each.name && !each.entity_id.trim(), `entities.${row}.entity_id`, "This entity needs an id."),
      ...rule(each.entity_id.trim() && !each.entity_type.trim(), `entities.${row}.entity_type`, "This entity needs a type."),
    ]),
  ];
}

function timeProblems({ start, end }) {
  if (!start || !end) return rule(true, "time_range", "Give both ends of the time range.");
  return rule(Date.parse(end) <= Date.parse(start), "time_range.end", "The end must be after the start.");
}

function toolProblems(tools) {
  return rule(!tools.some((each) => each.tool_name.trim()), "tools", "Add at least one tool.");
}

function rule(isBroken, field, message) {
  return isBroken ? [{ field, message }] : [];
}
