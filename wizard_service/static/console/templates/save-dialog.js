/** Opens the dialog that saves settings as a template. */

import { h } from '../../elements/vdom.js';
import { openDialog } from '../shell/dialog.js';

/**
 * @import { Template } from '../../client/types/lists.js'
 * @import { InvestigationSettings } from '../../client/types/state.js'
 *
 * @typedef {{ name: string, description?: string }} TemplateMembers
 */

/**
 * Asks for the name and description of a template, and stays open until it is stored.
 * @param {InvestigationSettings} settings
 * @param {(members: TemplateMembers) => Promise<Template | null | undefined>} store returns null to
 *   keep the dialog open; the dialog shows the message of an error that it throws
 * @returns {Promise<Template | undefined>} undefined when nothing was stored
 */
export function openTemplateDialog(settings, store) {
  /** @type {TemplateMembers} */
  let members = { name: settings.name };
  let problem = '';
  let isStoring = false;
  return openDialog((/** @type {(template?: Template) => void} */ close, update) => {
    const submit = async (/** @type {any} */ event) => {
      event.preventDefault();
      if (isStoring) return;
      members = membersOf(event.target);
      [isStoring, problem] = [true, ''];
      update();
      problem = await storeAndClose(() => store(members), close);
      isStoring = false;
      update();
    };
    return h('form', { onsubmit: submit }, templateFields(members, isStoring), [
      problem && h('p.problem', { role: 'alert' }, problem),
      h('footer', [
        h('button', { type: 'button', onclick: () => close() }, 'Cancel'),
        h('button.primary', { type: 'submit', disabled: isStoring }, 'Save template'),
      ]),
    ]);
  });
}

/**
 * @param {() => Promise<Template | null | undefined>} store
 * @param {(template?: Template) => void} close
 * @returns {Promise<string>} why it failed, empty when it did not
 */
async function storeAndClose(store, close) {
  try {
    const stored = await store();
    if (stored !== null) close(stored);
    return '';
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}

/** @param {any} form @returns {TemplateMembers} */
function membersOf(form) {
  const { name, description } = form.elements;
  const text = description.value.trim();
  return { name: name.value.trim(), ...(text ? { description: text } : {}) };
}

/** @param {TemplateMembers} members @param {boolean} readOnly */
function templateFields(members, readOnly) {
  const text =
    'Entities, time range, tools and modes are kept. ' +
    'Write {{name}} into an entity or parameter to be asked for it.';
  const name = { id: 'template-name', name: 'name', required: true, maxLength: 255, readOnly };
  const description = { id: 'template-description', name: 'description', readOnly };
  return [
    h('h2', 'Save as template'),
    h('p.muted', text),
    h('div', [h('label', { for: name.id }, 'Name'), h('input', { ...name, value: members.name })]),
    h('div', [
      h('label', { for: description.id }, 'Description (optional)'),
      h('textarea', { ...description, value: members.description ?? '' }),
    ]),
  ];
}
