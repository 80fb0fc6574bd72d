/** Renders one tool of the settings form, with its parameters. */

import { texts } from '../../texts/elements.js';
import { icon } from '../display/icons.js';
import { h } from '../vdom.js';
import { removeButton } from './fields.js';
import { formatValue, parseValue } from './parameter-value.js';

/**
 * @import { ToolSelection } from '../../client/types/state.js'
 * @import { Settings } from '../settings.js'
 * @typedef {[string, any]} Parameter name and value
 */

/** @param {Settings} form @param {ToolSelection} tool @param {number} row */
export function toolRow(form, tool, row) {
  const parameters = Object.entries(tool.parameters ?? {});
  const isOpen = form.isOpen(row);
  return h('li.tool', { class: tool.enabled ? '' : 'off' }, [
    h('div.row', [
      enabledField(form, tool, row),
      nameField(form, tool, row),
      h('span.summary.mono.muted.truncate.grow', !isOpen && parameterSummary(parameters)),
      unfoldButton(form, parameters, row),
      removeButton(form, 'tools', row, texts.settings.removeTool(labelOf(tool, row))),
    ]),
    isOpen && parameterList(form, row, parameters),
  ]);
}

/** @param {ToolSelection} tool @param {number} row */
function labelOf(tool, row) {
  return tool.tool_name || texts.settings.toolNumber(row + 1);
}

/** @param {Settings} form @param {ToolSelection} tool @param {number} row */
function enabledField(form, tool, row) {
  return h('input', {
    type: 'checkbox',
    checked: tool.enabled,
    disabled: !form.editable,
    'aria-label': texts.settings.toolIsUsed(labelOf(tool, row)),
    onchange: (event) => form.changeRow('tools', row, { enabled: event.target.checked }),
  });
}

/** @param {Settings} form @param {ToolSelection} tool @param {number} row */
function nameField(form, tool, row) {
  return h('input.mono.name', {
    list: 'tool-names',
    value: tool.tool_name,
    disabled: !form.editable,
    spellcheck: false,
    'aria-label': texts.settings.toolName(row + 1),
    placeholder: 'failed_logins_by_address',
    oninput: (event) => form.changeRow('tools', row, selection(form, event.target.value)),
  });
}

/**
 * Returns the tool of this name, with the suggested parameters if there are any.
 * @param {Settings} form
 * @param {string} name
 * @returns {Partial<ToolSelection>}
 */
function selection(form, name) {
  const suggestion = form.suggestions.tools?.find((tool) => tool.tool_name === name);
  const { parameters } = suggestion ?? {};
  return { tool_name: name, ...(parameters && { parameters: { ...parameters } }) };
}

/** @param {Parameter[]} parameters */
function parameterSummary(parameters) {
  return parameters.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(' · ');
}

/** @param {Settings} form @param {Parameter[]} parameters @param {number} row */
function unfoldButton(form, parameters, row) {
  const props = {
    type: 'button',
    'aria-expanded': form.isOpen(row),
    'aria-controls': `parameters-${row}`,
    onclick: () => form.toggleRow(row),
  };
  const label = parameters.length
    ? texts.count.parameters(parameters.length)
    : texts.settings.parameters;
  return h('button.plain.small', props, h('span.what', label), icon('down'));
}

/** @param {Settings} form @param {number} row @param {Parameter[]} parameters */
function parameterList(form, row, parameters) {
  const replace = (/** @type {Parameter[]} */ pairs) =>
    form.changeRow('tools', row, { parameters: Object.fromEntries(pairs) });
  const add = () => replace([...parameters, [freshName(parameters), '']]);
  return h('div.parameters', { id: `parameters-${row}` }, [
    parameters.map((_, index) => parameterRow(form, parameters, index, replace)),
    form.editable &&
      h(
        'button.plain.small',
        { type: 'button', onclick: add },
        icon('plus'),
        texts.settings.addParameter,
      ),
  ]);
}

/**
 * @param {Settings} form
 * @param {Parameter[]} parameters
 * @param {number} index
 * @param {(parameters: Parameter[]) => void} replace
 */
function parameterRow(form, parameters, index, replace) {
  const [name, value] = parameters[index];
  const set = (/** @type {Parameter} */ parameter) => replace(parameters.with(index, parameter));
  const props = { disabled: !form.editable, spellcheck: false };
  const nameInput = h('input.mono', {
    ...props,
    value: name,
    'aria-label': texts.settings.parameterName(index + 1),
    onchange: ({ target }) => {
      const isTaken = target.value !== name && parameters.some(([other]) => other === target.value);
      target.setCustomValidity(isTaken ? texts.settings.parameterTaken : '');
      if (target.reportValidity()) set([target.value, value]);
    },
  });
  const valueInput = h('input.mono', {
    ...props,
    value: formatValue(value),
    'aria-label': texts.settings.parameterValue(name),
    onchange: (event) => set([name, parseValue(event.target.value)]),
  });
  const remove = () => replace(parameters.toSpliced(index, 1));
  const removeProps = {
    type: 'button',
    'aria-label': texts.settings.removeParameter(name),
    onclick: remove,
  };
  return h('div.row', [
    nameInput,
    valueInput,
    form.editable && h('button.plain.icon.small', removeProps, icon('close')),
  ]);
}

/** @param {Parameter[]} parameters */
function freshName(parameters) {
  const names = parameters.map(([name]) => name);
  let number = 1;
  while (names.includes(`parameter_${number}`)) number += 1;
  return `parameter_${number}`;
}
