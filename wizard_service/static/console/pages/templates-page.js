/** Shows the templates, which can be found, previewed, used, edited and deleted, and their trails. */

import { icon } from '../../elements/display/icons.js';
import { h } from '../../elements/vdom.js';
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

const ALL = { name: /** @type {const} */ ('templates'), label: 'All templates' };
const ACTIONS = ['CREATED', 'UPDATED', 'DELETED', 'RESTORED'].map((name) => `TEMPLATE_${name}`);

export class TemplatesPage {
  title = 'Templates';

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
    if (view === 'versions') return page('Versions', this._back(id), this._versions.view());
    const subtitle =
      'Settings to begin with. What stands in {{braces}} is asked for when a template is used.';
    return page('Templates', h('p.muted', subtitle), this._libraryView());
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
    if (absence) return absentView('This template is not there', absence, ALL);
    return page('Edit template', null, editorView(this._app, this._editor));
  }

  get _trailTitle() {
    const { selected } = this._library;
    return selected ? `Audit trail of "${selected.name}"` : 'Audit trail of a template';
  }

  /** @param {string | null | undefined} id */
  _back(id) {
    const back = { href: pathTo('templates', id) };
    return h('a.button.small', back, icon('back'), 'Back to the template');
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
    this._app.notices.show(`Made "${copy.name}"`);
    goTo('templates', copy.template_id, 'edit');
  }

  /** @param {string} id @param {string} name */
  async _delete(id, name) {
    const isSure = await confirmed({
      title: 'Delete this template?',
      text: `"${name}" goes from the list. Investigations made of it stay.`,
      verb: 'Delete',
      isDangerous: true,
    });
    if (!isSure) return;
    const isDone = await this._app.attempt(async () => {
      await this._app.api.deleteTemplate(id);
      return true;
    });
    if (!isDone) return;
    this._library.clearSelection();
    const undo = { label: 'Undo', act: () => this._restore(id) };
    this._app.notices.show(`Deleted "${name}"`, 'done', undo);
    this._library.load();
  }

  /** @param {string} id */
  async _restore(id) {
    await this._app.attempt(() => this._app.api.restoreTemplate(id), 'Restored');
    this._library.load();
  }
}

/** @param {string} title @param {Child} subtitle @param {Child} content */
function page(title, subtitle, content) {
  const head = h('div.head', h('div.title', h('h1', title), subtitle));
  return h('div.page', head, content);
}
