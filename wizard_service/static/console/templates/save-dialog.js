/** Saves the settings of an investigation as a template, with a dialog that asks for its name. */

import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { goTo } from '../router.js';
import { confirmed, openDialog } from '../shell/dialog.js';

/**
 * @import { WizardError } from '../../client/problem.js'
 * @import { Template } from '../../client/types/lists.js'
 * @import { InvestigationSettings } from '../../client/types/state.js'
 * @import { InvestigationPage } from '../pages/investigation-page.js'
 *
 * @typedef {{ name: string, description?: string }} TemplateMembers
 * @typedef {TemplateMembers & { settings: InvestigationSettings }} NewTemplate
 */

/** @param {InvestigationPage} page @param {InvestigationSettings} settings */
export async function saveAsTemplate(page, settings) {
  const { app } = page;
  const saved = await openTemplateDialog(settings, (members) =>
    save(page, { ...members, settings }, false),
  );
  if (!saved) return;
  const show = () => goTo('templates', saved.template_id);
  page.templates.load();
  app.notices.show(texts.templates.saved(saved.name), 'done', {
    label: texts.templates.show,
    act: show,
  });
}

/**
 * @param {InvestigationPage} page
 * @param {NewTemplate} members
 * @param {boolean} overwrite
 * @returns {Promise<Template | null | undefined>} null when the user keeps the template of this
 *   name, undefined when the session has ended
 */
async function save(page, members, overwrite) {
  try {
    const saved = await create(page, members, overwrite);
    if (saved) return saved;
  } catch (error) {
    if (/** @type {WizardError} */ (error).status !== 401) throw error;
    page.app.end();
    return undefined;
  }
  const text = texts.templates.alreadyThere(members.name);
  const isSure = await confirmed({
    title: texts.templates.replaceQuestion,
    text,
    verb: texts.templates.replace,
  });
  return isSure ? save(page, members, true) : null;
}

/**
 * @param {InvestigationPage} page
 * @param {NewTemplate} members
 * @param {boolean} overwrite
 * @returns {Promise<Template | null>} null when the name is taken
 */
async function create({ app }, members, overwrite) {
  try {
    // The dialog shows the error; the store would show it on the page as well.
    return await app.api.createTemplate(members, { overwrite });
  } catch (error) {
    const { code } = /** @type {WizardError} */ (error);
    if (code === 'name_taken' && !overwrite) return null;
    throw error;
  }
}

/**
 * Asks for the name and description of a template, and stays open until it is stored.
 * @param {InvestigationSettings} settings
 * @param {(members: TemplateMembers) => Promise<Template | null | undefined>} store returns null to
 *   keep the dialog open; the dialog shows the message of an error that it throws
 * @returns {Promise<Template | undefined>} undefined when nothing was stored
 */
function openTemplateDialog(settings, store) {
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
        h('button', { type: 'button', onclick: () => close() }, texts.common.cancel),
        h('button.primary', { type: 'submit', disabled: isStoring }, texts.templates.save),
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
  const text = texts.templates.whatIsKept + texts.templates.placeholderHint;
  const name = { id: 'template-name', name: 'name', required: true, maxLength: 255, readOnly };
  const description = { id: 'template-description', name: 'description', readOnly };
  return [
    h('h2', texts.investigation.saveAsTemplate),
    h('p.muted', text),
    h('div', [
      h('label', { for: name.id }, texts.templates.name),
      h('input', { ...name, value: members.name }),
    ]),
    h('div', [
      h('label', { for: description.id }, texts.templates.description),
      h('textarea', { ...description, value: members.description ?? '' }),
    ]),
  ];
}
