/** Renders the settings form. `form` is the element that shows it. */

import { texts } from '../../texts/elements.js';
import { icon } from '../display/icons.js';
import { h } from '../vdom.js';
import { entityRow } from './entity-row.js';
import { textField } from './fields.js';
import { timeRange } from './time-range.js';
import { toolRow } from './tool-row.js';

/**
 * @import { RowsName, Settings } from '../settings.js'
 * @import { Content, VNode } from '../vdom.js'
 */

const FRESH_ENTITY = { entity_type: 'ip_address', entity_id: '' };
const FRESH_TOOL = { tool_name: '', enabled: true };

/** @param {Settings} form */
export function settingsForm(form) {
  const { entity_types: types = [], tools = [] } = form.suggestions;
  const toolNames = tools.map((tool) => tool.tool_name);
  const preventDefault = (/** @type {Event} */ event) => event.preventDefault();
  return h('form', { onsubmit: preventDefault, 'aria-label': texts.settings.title }, [
    nameFields(form),
    entityRows(form),
    toolRows(form),
    h('div.side', timeRange(form), modes(form)),
    h('slot', { name: 'actions' }),
    datalist('entity-types', types),
    datalist('tool-names', toolNames),
  ]);
}

/** @param {string} id @param {string[]} values */
function datalist(id, values) {
  const options = values.map((value) => h('option', { value }));
  return h('datalist', { id }, options);
}

/** @param {Settings} form */
function nameFields(form) {
  const { name, description = '' } = form.draft;
  const nameProps = {
    value: name,
    placeholder: texts.settings.namePlaceholder,
    oninput: (/** @type {any} */ event) => form.change({ name: event.target.value }),
  };
  const descriptionProps = {
    value: description,
    rows: 2,
    oninput: (/** @type {any} */ event) => form.change({ description: event.target.value }),
  };
  return h('fieldset.what', [
    textField(form, 'name', texts.settings.name, nameProps),
    textField(form, 'description', texts.settings.description, descriptionProps, 'textarea'),
  ]);
}

/** @param {Settings} form */
function entityRows(form) {
  const { entities } = form.draft;
  const add = addButton(texts.settings.addEntity, entities.length < form.limits.max_entities, () =>
    form.addRow('entities', FRESH_ENTITY),
  );
  const rows = entities.map((entity, row) => entityRow(form, entity, row));
  return rowsFieldset(
    form,
    'entities',
    [texts.settings.entities, texts.settings.entitiesHint],
    rows,
    [add],
  );
}

/** @param {Settings} form */
function toolRows(form) {
  const { tools } = form.draft;
  const add = addButton(texts.settings.addTool, tools.length < form.limits.max_tools, () =>
    form.addRow('tools', FRESH_TOOL),
  );
  const rows = tools.map((tool, row) => toolRow(form, tool, row));
  const buttons = [add, suggestedTools(form)];
  return rowsFieldset(
    form,
    'tools',
    [texts.settings.tools, texts.settings.toolsHint],
    rows,
    buttons,
  );
}

/**
 * @param {Settings} form
 * @param {RowsName} name
 * @param {string[]} heading title and hint
 * @param {VNode[]} rows
 * @param {Content[]} buttons
 */
function rowsFieldset(form, name, [title, hint], rows, buttons) {
  const problem = form.problemAt(name);
  return h('fieldset', { class: name }, [
    h('legend', title, h('span.muted', hint)),
    h('ul', rows),
    problem && h('p.problem', problem),
    form.editable && h('div.row.wrap.add', buttons),
  ]);
}

/** @param {string} label @param {boolean} isEnabled @param {() => void} add */
function addButton(label, isEnabled, add) {
  const props = { type: 'button', disabled: !isEnabled, onclick: add };
  return h('button.small', props, icon('plus'), label);
}

/** @param {Settings} form */
function suggestedTools(form) {
  const { tools } = form.draft;
  const names = new Set(tools.map((tool) => tool.tool_name));
  const unused = (form.suggestions.tools ?? []).filter((tool) => !names.has(tool.tool_name));
  if (!unused.length) return null;
  const added = unused
    .slice(0, form.limits.max_tools - names.size)
    .map((tool) => ({ enabled: true, ...tool }));
  const add = () => form.change({ tools: [...tools, ...added] });
  const label = texts.settings.addKnownTools(unused.length);
  return h('button.plain.small', { type: 'button', onclick: add }, label);
}

/** @param {Settings} form */
function modes(form) {
  const correlation = [
    ['OR', texts.settings.anyEntity],
    ['AND', texts.settings.allEntities],
  ];
  const execution = [
    ['parallel', texts.settings.parallel],
    ['sequential', texts.settings.sequential],
  ];
  return h('fieldset.modes', [
    choice(form, 'correlation_mode', texts.settings.correlation, correlation),
    choice(form, 'execution_mode', texts.settings.execution, execution),
  ]);
}

/**
 * @param {Settings} form
 * @param {'correlation_mode' | 'execution_mode'} name
 * @param {string} title
 * @param {string[][]} options
 */
function choice(form, name, title, options) {
  const radios = options.map(([value, label]) => {
    const props = { checked: form.draft[name] === value, disabled: !form.editable };
    const select = () => form.change({ [name]: value });
    const radio = h('input', { type: 'radio', name, value, ...props, onchange: select });
    return h('label.check', radio, label);
  });
  const props = { role: 'radiogroup', 'aria-label': title };
  return h('div.choice', props, h('span.label', title), radios);
}
