/** Loads and renders the versions of a template, and what changed from one of them to another. */

import '../../elements/changes.js';
import { diff } from '../../client/merge-patch.js';
import { humanize } from '../../elements/display/format.js';
import { exactTime } from '../../elements/display/time.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { replaceQuery } from '../router.js';
import { loadingView } from '../shell/placeholders.js';

/**
 * @import { Template, TemplateVersion } from '../../client/types/lists.js'
 * @import { App } from '../app.js'
 *
 * @typedef {{ from: Template, to: Template }} ComparedVersions
 */

export class TemplateVersions {
  _id = '';
  /** @type {TemplateVersion[] | null} */
  _versions = null;
  /** @type {ComparedVersions | null} */
  _compared = null;
  _from = 0;
  _to = 0;

  /** @param {App} app */
  constructor(app) {
    this._app = app;
  }

  /** @param {string} id @param {Record<string, string>} [query] */
  async open(id, query = {}) {
    Object.assign(this, { _id: id, _versions: null, _compared: null });
    const list = await this._app.attempt(() => this._app.api.templateVersions(id));
    if (!list || id !== this._id) return;
    this._versions = list.versions;
    const newest = list.versions[0]?.version ?? 1;
    const to = Number(query.to) || newest;
    await this._compare(Number(query.from) || Math.max(to - 1, 1), to);
  }

  view() {
    if (!this._versions) return loadingView();
    return [
      h('div.row.wrap.compare', [
        this._select('from', texts.templates.from, this._from),
        this._select('to', texts.templates.to, this._to),
      ]),
      h('section.panel.compared', this._changes()),
    ];
  }

  /** @param {'from' | 'to'} name @param {string} label @param {number} selected */
  _select(name, label, selected) {
    const change = (/** @type {any} */ event) => {
      const version = Number(event.target.value);
      const [from, to] = name === 'from' ? [version, this._to] : [this._from, version];
      replaceQuery({ from: String(from), to: String(to) });
      this._compare(from, to);
    };
    const options = (this._versions ?? []).map((version) =>
      h('option', { value: String(version.version) }, versionText(version)),
    );
    const id = `version-${name}`;
    const props = { id, value: String(selected), onchange: change };
    return h('div.grow', h('label', { for: id }, label), h('select', props, options));
  }

  _changes() {
    if (!this._compared) return h('div.skeleton');
    const [before, after] = [this._compared.from, this._compared.to].map(contentOf);
    return h('wizard-changes', { before, changes: diff(before, after) });
  }

  /** @param {number} from @param {number} to */
  async _compare(from, to) {
    const { _id: id } = this;
    Object.assign(this, { _from: from, _to: to, _compared: null });
    this._app.render();
    const read = (/** @type {number} */ version) => this._app.api.template(id, { version });
    const pair = await this._app.attempt(() => Promise.all([read(from), read(to)]));
    if (!pair || id !== this._id || from !== this._from || to !== this._to) return;
    this._compared = { from: pair[0], to: pair[1] };
    this._app.render();
  }
}

/** The members that a person writes. @param {Template} template */
function contentOf({ name, description, settings }) {
  return /** @type {Record<string, any>} */ ({ name, description, settings });
}

/** @param {TemplateVersion} version */
function versionText({ version, action_type: action, actor, updated_at: time }) {
  return texts.templates.version(version, humanize(action), actor, exactTime(time));
}
