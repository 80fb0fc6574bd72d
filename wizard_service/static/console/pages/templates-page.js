/** Shows the templates, which can be found, previewed, used, edited and deleted, and their trails. */

import { icon } from '../../elements/display/icons.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { templateTrail } from '../investigation/audit/trail.js';
import { goTo, pathTo } from '../router.js';
import { confirmed } from '../shell/dialog.js';
import { absentView } from '../shell/placeholders.js';
import { TemplateEditor } from '../templates/editor.js';
import { editorView } from '../templates/editor-view.js';
import { duplicated } from '../templates/duplicate.js';
import { TemplateLibrary } from '../templates/library.js';
import { TemplateVersions } from '../templates/versions.js';

/**
 * @import { JsonObject } from '../../client/types/state.js'
 * @import { Child } from '../../elements/vdom.js'
 * @import { Templates } from '../../elements/templates.js'
 * @import { App } from '../app.js'
 * @import { Route } from '../router.js'
 */

const ACTIONS = ['CREATED', 'UPDATED', 'DELETED', 'RESTORED'].map((name) => `TEMPLATE_${name}`);

export class TemplatesPage {
  title = texts.templates.title;

  /** @param {App} app */
  constructor(app) {
    this._app = app;
    this._library = new TemplateLibrary(app, () => app.render());
    this._editor = new TemplateEditor(app);
    this._trail = templateTrail(app);
    this._versions = new TemplateVersions(app);
  }

  /** @param {Route} route */
  opened({ id, view, query }) {
    if (id && view === 'edit') return this._editor.open(id);
    if (id && view === 'audit') this._trail.open(id, query);
    if (id && view === 'versions') this._versions.open(id, query);
    this._library.load();
    if (id) this._library.select(id);
  }

  search() {
    const element = /** @type {Templates | null} */ (
      this._app.root.querySelector('wizard-templates')
    );
    element?.focusOn('input');
  }

  copyAs() {
    return this._app.copyAs({ method: 'GET', url: `${this._app.baseUrl}/templates` }, 'curl');
  }

  view() {
    const { id, view } = this._app.route;
    if (view === 'edit') return this._editorView();
    if (view === 'audit') return page(this._trailTitle, this._back(id), this._trailView());
    if (view === 'versions')
      return page(texts.templates.versionsTitle, this._back(id), this._versions.view());
    const subtitle = texts.templates.subtitle;
    return page(texts.templates.title, h('p.muted', subtitle), this._libraryView());
  }

  _libraryView() {
    return h('wizard-templates', {
      ...this._library.props,
      auditable: this._app.installation.has('audit_logging'),
      'onwizard-template-apply': ({ detail }) => this._apply(detail.template_id, detail.values),
      'onwizard-template-edit': ({ detail }) => goTo('templates', detail.template_id, 'edit'),
      'onwizard-template-audit': ({ detail }) => goTo('templates', detail.template_id, 'audit'),
      'onwizard-template-versions': ({ detail }) =>
        goTo('templates', detail.template_id, 'versions'),
      'onwizard-template-duplicate': ({ detail }) => this._duplicate(detail.template_id),
      'onwizard-template-delete': ({ detail }) => this._delete(detail.template_id, detail.name),
    });
  }

  _editorView() {
    const { absence } = this._editor;
    const all = { name: /** @type {const} */ ('templates'), label: texts.templates.allTemplates };
    if (absence) return absentView(texts.templates.notThere, absence, all);
    return page(texts.templates.editTitle, null, editorView(this._app, this._editor));
  }

  get _trailTitle() {
    const { selected } = this._library;
    return selected ? texts.templates.auditOf(selected.name) : texts.templates.auditOfAny;
  }

  /** @param {string | null | undefined} id */
  _back(id) {
    const back = { href: pathTo('templates', id) };
    return h('a.button.small', back, icon('back'), texts.templates.backToTemplate);
  }

  _trailView() {
    return h('wizard-audit', { ...this._trail.props, actions: ACTIONS, hasVersions: false });
  }

  /** @param {string} id @param {JsonObject} values */
  async _apply(id, values) {
    const use = () => this._app.api.applyTemplate(id, { values });
    const created = await this._library.apply(use);
    if (created) goTo('investigation', created.document.investigation_id);
  }

  /** Makes a template of the same settings, and opens it to be edited. @param {string} id */
  async _duplicate(id) {
    const copy = await this._app.attempt(() => duplicated(this._app.api, id));
    if (!copy) return;
    this._app.notices.show(texts.templates.made(copy.name));
    goTo('templates', copy.template_id, 'edit');
  }

  /** @param {string} id @param {string} name */
  async _delete(id, name) {
    const isSure = await confirmed({
      title: texts.templates.deleteQuestion,
      text: texts.templates.deleteText(name),
      verb: texts.common.delete,
      isDangerous: true,
    });
    if (!isSure) return;
    const isDone = await this._app.attempt(async () => {
      await this._app.api.deleteTemplate(id);
      return true;
    });
    if (!isDone) return;
    this._library.clearSelection();
    const undo = { label: texts.common.undo, act: () => this._restore(id) };
    this._app.notices.show(texts.templates.deleted(name), 'done', undo);
    this._library.load();
  }

  /** @param {string} id */
  async _restore(id) {
    await this._app.attempt(() => this._app.api.restoreTemplate(id), texts.common.restored);
    this._library.load();
  }
}

/** @param {string} title @param {Child} subtitle @param {Child} content */
function page(title, subtitle, content) {
  const head = h('div.head', h('div.title', h('h1', title), subtitle));
  return h('div.page', head, content);
}
