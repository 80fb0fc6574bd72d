/** Renders the form that answers one question: buttons, options, a text, or fields of a schema. */

import { texts } from '../../texts/elements.js';
import { sheet } from '../display/base-style.js';
import { h } from '../vdom.js';
import { fieldsOf, formField, valuesOf } from './form-fields.js';

/**
 * @import { InputRequest } from '../../client/types/state.js'
 *
 * @typedef {(answer: unknown) => void} Give
 */

export const answerFormStyle = sheet(`
form { display: grid; gap: var(--wz-3); justify-items: start; }
form .field { width: 100%; }
fieldset { border: 0; margin: 0; padding: 0; display: grid; gap: var(--wz-2); }
fieldset .check { overflow-wrap: anywhere; }
.hint { margin-top: 4px; }
`);

/** @param {InputRequest} asked @param {Give} give */
export function answerForm(asked, give) {
  if (asked.kind === 'confirm') return confirmButtons(asked, give);
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    if (form.reportValidity()) give(answerIn(asked, form));
  };
  return h('form', { onsubmit: submit, 'aria-label': texts.inputs.answerTo(asked.prompt) }, [
    formContent(asked),
    h('button.primary', { type: 'submit' }, texts.inputs.answer),
  ]);
}

/** @param {InputRequest} asked @param {Give} give */
function confirmButtons({ prompt }, give) {
  return h('div.row', { role: 'group', 'aria-label': texts.inputs.answerTo(prompt) }, [
    h('button.primary', { onclick: () => give(true) }, texts.inputs.yes),
    h('button', { onclick: () => give(false) }, texts.inputs.no),
  ]);
}

/** @param {InputRequest} asked */
function formContent({ request_id: id, kind, prompt, options = [], schema = {} }) {
  if (kind === 'choice') return choice(id, prompt, options);
  if (kind === 'text') {
    const limits = { minlength: schema.minLength, maxlength: schema.maxLength };
    return h(
      'div.field',
      h('textarea', { name: 'text', required: true, 'aria-label': prompt, ...limits }),
    );
  }
  return fieldsOf(schema).map((field) => formField(id, field));
}

/** @param {string} id @param {string} prompt @param {string[]} options */
function choice(id, prompt, options) {
  const radios = options.map((option) => {
    const props = { type: 'radio', name: `choice-${id}`, value: option, required: true };
    return h('label.check', { key: option }, h('input', props), option);
  });
  return h('fieldset', { 'aria-label': prompt }, radios);
}

/** @param {InputRequest} asked @param {HTMLFormElement} form */
function answerIn({ kind, schema = {} }, form) {
  if (kind === 'form') return valuesOf(fieldsOf(schema), form);
  const selector = kind === 'choice' ? 'input:checked' : 'textarea';
  return /** @type {HTMLInputElement} */ (form.querySelector(selector)).value;
}
