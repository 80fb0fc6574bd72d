/** Fills the investigation on the screen with the settings of a template. */

import { icon } from '../../elements/display/icons.js';
import { dateTime, relativeTime } from '../../elements/display/time.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { texts as elementTexts } from '../../texts/elements.js';
import { openDialog } from '../shell/dialog.js';
import { TemplateLibrary } from './library.js';

/**
 * @import { Template, TemplateItem } from '../../client/types/lists.js'
 * @import { JsonObject } from '../../client/types/state.js'
 * @import { InvestigationPage } from '../pages/investigation-page.js'
 */

/**
 * Lists the templates above the settings, nothing without templates.
 * @param {InvestigationPage} page
 */
export function templateChoice(page) {
  const { templates } = page.templates;
  if (!templates?.length) return null;
  const items = templates.map((template) =>
    h('li', { key: template.template_id }, item(page, template)),
  );
  const props = { key: 'templates', open: page.isTemplateChoiceOpen };
  return h('details.panel.template-choice', props, [
    h('summary', icon('template'), texts.templates.fillInCount(templates.length)),
    h('ul', { 'aria-label': texts.templates.title }, items),
  ]);
}

/** @param {InvestigationPage} page @param {TemplateItem} template */
function item(page, template) {
  const { template_id: id, name, description, entity_count: count, updated_at: changed } = template;
  return h('button', { onclick: () => openFillDialog(page, id) }, [
    h('b.truncate', name),
    h('span.small.muted.number', elementTexts.count.entities(count)),
    h('span.small.muted.truncate', description ?? ''),
    h(
      'span.small.muted',
      { title: dateTime(changed) },
      texts.templates.changed(relativeTime(changed)),
    ),
  ]);
}

/**
 * Shows a template, asks for the values of its placeholders, and fills it in.
 * @param {InvestigationPage} page
 * @param {string} id of the template that is selected first
 */
export async function openFillDialog(page, id) {
  let render = () => {};
  const library = new TemplateLibrary(page.app, () => render());
  library.load();
  library.select(id);
  await openDialog((/** @type {(value?: void) => void} */ close, update) => {
    render = update;
    const apply = async (/** @type {any} */ { detail }) => {
      const template = library.selected;
      if (template && (await library.apply(() => fill(page, template, detail.values)))) close();
    };
    const listeners = { 'onwizard-template-apply': apply };
    return h('div.content', [
      h('h2', texts.templates.fillInFrom),
      h('p.muted', texts.templates.fillInText),
      h('wizard-templates', {
        ...library.props,
        verb: texts.templates.fillIn,
        editable: false,
        ...listeners,
      }),
      h('footer', h('button', { onclick: () => close() }, texts.common.cancel)),
    ]);
  }, 'wider');
}

/**
 * Replaces the settings, and offers to put back those that were there, saved or not.
 * @param {InvestigationPage} page
 * @param {Template} template
 * @param {JsonObject} values of the placeholders
 */
async function fill(page, template, values) {
  const { app, draft, store, id } = page;
  await draft.flush();
  const before = draft.unsaved ?? page.state?.settings;
  const use = { investigation_id: id, version: store.getState().serverState?.version, values };
  const { document, etag } = await app.api.applyTemplate(template.template_id, use);
  // The user may have opened another investigation meanwhile.
  if (page.id === id) {
    draft.drop();
    store.actions.setWizardState(document, etag);
  }
  const undo = () => page.id === id && before && draft.replace(before);
  const offer = before ? { label: texts.common.undo, act: undo } : null;
  app.notices.show(texts.templates.filledIn(template.name), 'done', offer);
  return true;
}
