/**
 * <wizard-templates> lists templates, which can be searched, previewed, applied, edited and deleted.
 *
 * templates  rows as the API lists them; null while loading
 * selected   the template in the preview, with its settings; null for none
 * busy       true while a template is being applied
 * problem    a sentence to show instead of the list
 * problems   [{field, message}] of the last attempt to apply
 * verb       the label of the button that applies, null for "Use template"
 * editable   whether templates can be edited, duplicated and deleted, and their history opened
 * auditable  whether there is an audit trail
 * Emits `wizard-templates-query` {q}, `wizard-template-select` {template_id},
 * `wizard-template-apply` {template_id, values}, `wizard-template-edit` {template_id},
 * `wizard-template-audit` {template_id}, `wizard-template-versions` {template_id},
 * `wizard-template-duplicate` {template_id} and `wizard-template-delete` {template_id, name}.
 */

import { texts } from '../texts/elements.js';
import { list } from '../texts/language.js';
import { icon } from './display/icons.js';
import { relativeTime } from './display/time.js';
import { define, elementWith, sheet } from './element.js';
import { previewForm, previewStyle, usage } from './templates/preview.js';
import { h } from './vdom.js';

/**
 * @import { Template, TemplateItem } from '../client/types/lists.js'
 * @import { FieldProblem } from './settings/validation.js'
 */

const SKELETON_ROWS = 4;

const style = sheet(`
:host { display: grid; grid-template-columns: minmax(240px, 360px) minmax(0, 1fr);
  gap: var(--wz-3); align-items: start; }
button.item { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 var(--wz-2);
  width: 100%; height: auto; padding: var(--wz-2) var(--wz-4); border: 0; border-radius: 0;
  text-align: left; justify-items: start; }
button.item:focus-visible { outline-offset: -2px; }
button.item[aria-current] { background: var(--wz-accent-soft);
  box-shadow: inset 2px 0 var(--wz-accent); }
button.item > span:nth-child(even) { justify-self: end; }
button.item .name { font-weight: 500; } button.item .truncate { max-width: 100%; }
.loading { padding: 0 var(--wz-4); } .loading li { padding: 18px 0; }
.list.alone { grid-column: 1 / -1; } .list.alone > header { display: none; }
@media (max-width: 820px) {
  :host { grid-template-columns: minmax(0, 1fr); }
  .preview.none { display: none; }
}
`);

export class Templates extends elementWith('wizard-templates', {
  templates: /** @type {TemplateItem[] | null} */ (null),
  selected: /** @type {Template | null} */ (null),
  busy: false,
  problem: /** @type {string | null} */ (null),
  problems: /** @type {FieldProblem[]} */ ([]),
  verb: /** @type {string | null} */ (null),
  editable: true,
  auditable: true,
}) {
  static style = [style, previewStyle];

  /** The values of the placeholders. @type {Record<string, string>} */
  values = {};
  #query = '';
  #isNewSelection = false;

  /** @param {string} name @param {any} before */
  changed(name, before) {
    if (name !== 'selected' || this.selected?.template_id === before?.template_id) return;
    this.values = {};
    this.#isNewSelection = this.selected !== null;
  }

  view() {
    const { selected } = this;
    const isEmpty = this.templates?.length === 0 && !this.#query && !selected;
    const props = { class: selected ? '' : 'none', 'aria-label': texts.templates.preview };
    return [
      h('section.panel.list', { class: isEmpty ? 'alone' : '' }, [
        h('header', this.#searchField()),
        this.#list(),
      ]),
      !isEmpty &&
        h('section.panel.preview', props, selected ? previewForm(this, selected) : noPreview()),
    ];
  }

  rendered() {
    // On a narrow page the preview is below the list.
    if (this.#isNewSelection) {
      this.root.querySelector('.preview')?.scrollIntoView({ block: 'nearest' });
    }
    this.#isNewSelection = false;
  }

  /** @param {string} name @param {string} value */
  setValue(name, value) {
    this.values = { ...this.values, [name]: value };
    this.update();
  }

  /** @param {Template} template */
  apply({ template_id }) {
    this.emit('wizard-template-apply', { template_id, values: this.values });
  }

  #searchField() {
    return h('input', {
      type: 'search',
      placeholder: texts.templates.search,
      'aria-label': texts.templates.search,
      value: this.#query,
      oninput: (event) => this.#search(event.target.value),
    });
  }

  #list() {
    if (this.problem) {
      const title = h('h3', texts.templates.unavailable);
      return h('div.empty', icon('error'), title, h('p', this.problem));
    }
    if (!this.templates) return skeleton();
    if (!this.templates.length) return this.#emptyList();
    const items = this.templates.map((template) =>
      h('li', { key: template.template_id }, this.#item(template)),
    );
    return h('ul.lined', { 'aria-label': texts.templates.title }, items);
  }

  #emptyList() {
    const [title, text] = this.#query
      ? [texts.templates.nothingMatches, texts.templates.nothingMatchesText]
      : [texts.templates.empty, texts.templates.emptyText];
    return h('div.empty', icon('template'), h('h3', title), h('p', text));
  }

  /** @param {TemplateItem} template */
  #item(template) {
    const { template_id, name, description, entity_count: count = 0, updated_at } = template;
    const isSelected = template_id === this.selected?.template_id;
    const select = () => this.emit('wizard-template-select', { template_id });
    const props = { 'aria-current': isSelected ? 'true' : null, onclick: select };
    return h('button.item', props, [
      h('span.name.truncate', name),
      h('span.muted.small.number', list([texts.count.entities(count), usage(template)])),
      h('span.muted.small.truncate.what', description ?? ''),
      h('span.muted.small', relativeTime(updated_at)),
    ]);
  }

  /** @param {string} text */
  #search(text) {
    this.#query = text;
    this.update();
    this.emit('wizard-templates-query', { q: text });
  }
}

function skeleton() {
  const rows = Array.from({ length: SKELETON_ROWS }, () => h('li', h('div.skeleton')));
  return h('ul.lined.loading', { 'aria-busy': true, 'aria-label': texts.format.loading }, rows);
}

function noPreview() {
  return h('div.empty', [
    icon('template'),
    h('h3', texts.templates.choose),
    h('p', texts.templates.chooseText),
  ]);
}

define(Templates);
