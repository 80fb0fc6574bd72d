/**
 * Renders the template that is selected: its placeholders as a form, and its settings with the
 * placeholders marked.
 */

import { texts } from '../../texts/elements.js';
import { sheet } from '../display/base-style.js';
import { humanize, inlineValue } from '../display/format.js';
import { icon } from '../display/icons.js';
import { dateTime, relativeRange, relativeTime } from '../display/time.js';
import { h } from '../vdom.js';

/**
 * @import { Entity, InvestigationSettings, JsonObject, TimeRange, ToolSelection } from '../../client/types/state.js'
 * @import { Template } from '../../client/types/lists.js'
 * @import { Templates } from '../templates.js'
 * @import { Child } from '../vdom.js'
 * @typedef {Record<string, string>} Values of placeholders by name
 */

const PLACEHOLDER = /\{\{\s*([^{}]+?)\s*\}\}/g;

export const previewStyle = sheet(`
.preview header { display: flex; align-items: center; min-height: 2.5rem;
  padding: 4px var(--wz-2) 4px var(--wz-4); border-bottom: 1px solid var(--wz-border); }
.body { display: grid; gap: var(--wz-4); padding: var(--wz-4); }
fieldset { border: 1px solid var(--wz-border); border-radius: var(--wz-radius);
  padding: var(--wz-3); margin: 0; display: grid;
  grid-template-columns: repeat(auto-fill, minmax(180px, 1fr)); gap: var(--wz-3);
  background: var(--wz-canvas); }
legend { padding: 0 4px; font-weight: 600; } .field label::first-letter { text-transform: uppercase; }
footer { padding: var(--wz-3) var(--wz-4); border-top: 1px solid var(--wz-border); }
dl.settings { display: grid; gap: var(--wz-2); }
dl.settings > div { display: grid; grid-template-columns: 104px minmax(0, 1fr); gap: var(--wz-3); }
dt { color: var(--wz-muted); } dd { overflow-wrap: anywhere; }
mark { background: var(--wz-warning-soft); color: var(--wz-warning); border-radius: 3px;
  padding: 0 3px; }
mark.given { background: var(--wz-done-soft); color: var(--wz-done); }
@media (max-width: 560px) { dl.settings > div { grid-template-columns: minmax(0, 1fr); gap: 0; } }
`);

/** @param {Templates} templates the element that shows the form @param {Template} template */
export function previewForm(templates, template) {
  const { name, description, placeholders = [], settings } = template;
  const apply = (/** @type {Event} */ event) => {
    event.preventDefault();
    templates.apply(template);
  };
  const fields = placeholders.map((placeholder) => valueField(templates, placeholder));
  return h('form', { onsubmit: apply }, [
    h('header', h('h3.grow.truncate', name), templates.editable && buttons(templates, template)),
    h('div.body', [
      description && h('p', description),
      fields.length > 0 && h('fieldset', h('legend', texts.templates.fillIn), fields),
      settingsPreview(settings, templates.values),
    ]),
    footer(templates, template),
  ]);
}

/** @param {{ usage_count: number }} template */
export function usage({ usage_count: count }) {
  return count ? texts.templates.used(count) : texts.templates.neverUsed;
}

/** @param {Templates} templates @param {Template} template */
function buttons(templates, { template_id, name }) {
  const remove = () => templates.emit('wizard-template-delete', { template_id, name });
  return [
    button('edit', texts.templates.edit(name), () =>
      templates.emit('wizard-template-edit', { template_id }),
    ),
    templates.auditable &&
      button('shield', texts.templates.auditOf(name), () =>
        templates.emit('wizard-template-audit', { template_id }),
      ),
    button('history', texts.templates.versionsOf(name), () =>
      templates.emit('wizard-template-versions', { template_id }),
    ),
    button('copy', texts.templates.duplicate(name), () =>
      templates.emit('wizard-template-duplicate', { template_id }),
    ),
    button('remove', texts.templates.delete(name), remove),
  ];
}

/** @param {string} iconName @param {string} label @param {() => unknown} act */
function button(iconName, label, act) {
  const props = { type: 'button', 'aria-label': label, title: label, onclick: act };
  return h('button.plain.icon', props, icon(iconName));
}

/** @param {Templates} templates @param {Template} template */
function footer({ busy, values, verb }, template) {
  const isIncomplete = template.placeholders?.some((name) => !values[name]?.trim());
  const text = texts.templates.usage(usage(template), relativeTime(template.updated_at));
  const props = { type: 'submit', disabled: Boolean(busy || isIncomplete) };
  return h('footer.row', [
    h('span.muted.small.grow.number', text),
    h('button.primary', props, busy ? texts.templates.applying : (verb ?? texts.templates.use)),
  ]);
}

/** @param {Templates} templates @param {string} name */
function valueField(templates, name) {
  const id = `value-${name}`;
  const problem = templates.problems.find(({ field }) => field.split('.').includes(name));
  const input = h('input', {
    id,
    value: templates.values[name] ?? '',
    required: true,
    autocomplete: 'off',
    'aria-invalid': problem ? true : null,
    oninput: (event) => templates.setValue(name, event.target.value),
  });
  return h('div.field', [
    h('label', { for: id }, name.replaceAll('_', ' ')),
    input,
    problem && h('p.problem', problem.message),
  ]);
}

/** @param {InvestigationSettings | undefined} settings @param {Values} values */
function settingsPreview(settings, values) {
  if (!settings) return h('div.skeleton');
  const { name, entities = [], time_range: range, tools = [] } = settings;
  const entityItems = entities.map((entity) => entityView(entity, values));
  const toolItems = tools.map((tool) => toolView(tool, values));
  return h('dl.settings', [
    term(texts.templates.investigation, marked(name, values)),
    term(texts.templates.entities, h('ul', entityItems)),
    range && term(texts.templates.timeRange, timeRange(range)),
    term(texts.templates.tools, h('ul', toolItems)),
    term(texts.templates.modes, modesText(settings)),
  ]);
}

/** @param {TimeRange} range */
function timeRange({ start, end, last_s: seconds }) {
  if (seconds) return texts.templates.relativeRange(relativeRange(seconds));
  return h('span.number', texts.format.range(dateTime(start), dateTime(end)));
}

/** @param {InvestigationSettings} settings */
function modesText({ correlation_mode: correlation, execution_mode: execution }) {
  const entities = correlation === 'AND' ? texts.templates.allEntities : texts.templates.anyEntity;
  const order = execution === 'sequential' ? texts.templates.sequential : texts.templates.parallel;
  return texts.templates.modesText(entities, order);
}

/** @param {string} name @param {Child} value */
function term(name, value) {
  return h('div', h('dt', name), h('dd', value));
}

/** @param {Entity} entity @param {Values} values */
function entityView({ entity_type: type, entity_id: id, name }, values) {
  const label = name && [' ', ...marked(name, values)];
  return h('li', h('span.muted', humanize(type)), ' ', h('span.mono', marked(id, values)), label);
}

/** @param {ToolSelection} tool @param {Values} values */
function toolView({ tool_name: name, enabled, parameters }, values) {
  const isOff = enabled === false;
  return h('li', { class: isOff ? 'muted' : '' }, [
    h('span.mono', name),
    isOff && texts.changes.off,
    parameters && [' ', h('span.mono.muted', marked(parameterText(parameters), values))],
  ]);
}

/** @param {JsonObject} parameters */
function parameterText(parameters) {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${inlineValue(value)}`)
    .join(', ');
}

/**
 * Marks each placeholder, which shows its value, or its name while it has none.
 * @param {string} text
 * @param {Values} values
 */
function marked(text, values) {
  const parts = String(text ?? '').split(PLACEHOLDER);
  return parts.map((part, index) => {
    if (index % 2 === 0) return part;
    return h('mark', { class: values[part] ? 'given' : '' }, values[part] || part);
  });
}
