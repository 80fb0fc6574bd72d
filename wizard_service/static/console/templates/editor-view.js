/** Renders the form of a template, which is saved with a button. */

import { icon } from '../../elements/display/icons.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { ENTITY_TYPES, knownTools } from '../investigation/known-tools.js';
import { loadingView } from '../shell/placeholders.js';

/**
 * @import { App } from '../app.js'
 * @import { TemplateEditor, TemplateForm } from './editor.js'
 */

/** @param {App} app @param {TemplateEditor} editor */
export function editorView(app, editor) {
  const { form } = editor;
  if (!form) return loadingView();
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (editor.invalid.length) return showProblems(app);
    editor.save();
  };
  return h('form.template-editor', { onsubmit: save, 'aria-label': texts.templates.template }, [
    editor.problem && problemBanner(editor.problem),
    nameFields(editor, form),
    h('h2', texts.templates.settingsOf),
    settingsFields(app, editor, form),
    buttons(editor),
  ]);
}

/** @param {string} text */
function problemBanner(text) {
  return h('div.banner.error', { role: 'alert' }, icon('error'), h('p.grow', text));
}

/** @param {TemplateEditor} editor @param {TemplateForm} form */
function nameFields(editor, { name, description }) {
  const props = (/** @type {'name' | 'description'} */ member) => ({
    id: `template-${member}`,
    oninput: (/** @type {any} */ event) => editor.change({ [member]: event.target.value }),
  });
  const nameProps = { ...props('name'), value: name, required: true, maxLength: 255 };
  const descriptionProps = { ...props('description'), value: description, rows: 2 };
  return h('section.panel.template-names', [
    h(
      'div',
      h('label', { for: 'template-name' }, texts.templates.templateName),
      h('input', nameProps),
    ),
    h('div', [
      h('label', { for: 'template-description' }, texts.templates.templateDescription),
      h('textarea', descriptionProps),
    ]),
  ]);
}

/** @param {App} app @param {TemplateEditor} editor @param {TemplateForm} form */
function settingsFields(app, editor, { settings }) {
  return h('wizard-settings', {
    settings,
    problems: editor.problems,
    limits: app.installation.limits,
    suggestions: { entity_types: ENTITY_TYPES, tools: knownTools(settings) },
    'onwizard-settings-change': ({ detail }) => editor.change({ settings: detail.draft }),
  });
}

/** @param {TemplateEditor} editor */
function buttons(editor) {
  const cancel = { type: 'button', onclick: () => editor.discard() };
  const save = { type: 'submit', disabled: editor.isSaving };
  return h('div.settings-actions', [
    h('span.muted.small.grow', texts.templates.placeholderHint),
    h('button', cancel, texts.templates.discard),
    h('button.primary', save, texts.templates.save),
  ]);
}

/** Moves the focus to the first field that is invalid. @param {App} app */
function showProblems(app) {
  const form = app.root.querySelector('wizard-settings');
  /** @type {import('../../elements/settings.js').Settings | null} */ (form)?.showProblems();
}
