/** Makes a field for each property of a JSON schema, and reads the answer from the fields. */

import { texts } from '../../texts/elements.js';
import { humanize } from '../display/format.js';
import { parseValue } from '../settings/parameter-value.js';
import { h } from '../vdom.js';

/**
 * @import { JsonObject } from '../../client/types/state.js'
 * @import { Props } from '../vdom.js'
 *
 * @typedef {{ name: string, schema: JsonObject, required: boolean }} Field
 */

/** The field of a form without properties: its answer is JSON. */
const WHOLE = 'answer';
/** @type {Record<string, Props>} properties of the input for a type of value */
const INPUTS = {
  integer: { type: 'number', step: '1' },
  number: { type: 'number', step: 'any' },
  boolean: { type: 'checkbox' },
};

/** @param {JsonObject} schema @returns {Field[]} */
export function fieldsOf(schema) {
  const properties = Object.entries(schema.properties ?? {});
  if (!properties.length) return [{ name: WHOLE, schema: {}, required: true }];
  const required = schema.required ?? [];
  return properties.map(([name, property]) => ({
    name,
    schema: property,
    required: required.includes(name),
  }));
}

/** @param {string} id of the question @param {Field} field */
export function formField(id, { name, schema, required }) {
  const label = schema.title ?? humanize(name);
  const fieldId = `${id}-${name}`;
  const hint =
    schema.description && h('p.muted.small.hint', { id: `${fieldId}-hint` }, schema.description);
  const props = {
    id: fieldId,
    name,
    required,
    'aria-describedby': hint ? `${fieldId}-hint` : null,
  };
  if (schema.type === 'boolean') {
    const box = h('input', {
      ...INPUTS.boolean,
      ...props,
      required: false,
      checked: schema.default === true,
    });
    return h('div.field', h('label.check', box, label), hint);
  }
  const marked = required ? label : texts.inputs.optional(label);
  return h('div.field', h('label', { for: fieldId }, marked), control(schema, props), hint);
}

/** @param {JsonObject} schema @param {Props} props */
function control(schema, props) {
  if (schema.enum) {
    const empty = h('option', { value: '' }, '');
    const options = schema.enum.map((/** @type {unknown} */ value, /** @type {number} */ index) =>
      h('option', { value: String(index) }, String(value)),
    );
    return h('select', props, empty, options);
  }
  const initial = schema.default ?? '';
  if (schema.type === 'string') {
    const limits = { minlength: schema.minLength, maxlength: schema.maxLength };
    return h('input', { autocomplete: 'off', value: String(initial), ...limits, ...props });
  }
  const number = INPUTS[schema.type];
  if (number) {
    // A larger number would change on its way to the service, which refuses it.
    const limits = {
      min: schema.minimum ?? Number.MIN_SAFE_INTEGER,
      max: schema.maximum ?? Number.MAX_SAFE_INTEGER,
    };
    return h('input', { ...number, value: String(initial), ...limits, ...props });
  }
  const text = initial === '' ? '' : JSON.stringify(initial);
  return h('textarea.mono', { placeholder: 'JSON', value: text, ...props });
}

/**
 * Returns the answer as an object; a field that is left empty is absent.
 * @param {Field[]} fields
 * @param {HTMLFormElement} form
 * @returns {unknown}
 */
export function valuesOf(fields, form) {
  const entries = fields.map(({ name, schema }) => [name, valueOf(schema, inputOf(form, name))]);
  const answer = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  const isWhole = fields.length === 1 && fields[0].name === WHOLE && !fields[0].schema.type;
  return isWhole ? answer[WHOLE] : answer;
}

/** @param {HTMLFormElement} form @param {string} name */
function inputOf(form, name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}

/** @param {JsonObject} schema @param {HTMLInputElement} input */
function valueOf(schema, input) {
  if (schema.type === 'boolean') return input.checked;
  if (input.value === '') return undefined;
  if (schema.enum) return schema.enum[Number(input.value)];
  if (schema.type === 'string') return input.value;
  if (schema.type in INPUTS) return Number(input.value);
  // Text that is not JSON is sent as it is; the service names what it does not accept.
  return parseValue(input.value);
}
