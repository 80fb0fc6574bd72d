/**
 * Loads and renders one past version of an investigation, which can be restored, or used for a new
 * investigation.
 */

import { humanize, statusLabel } from '../../elements/display/format.js';
import { icon } from '../../elements/display/icons.js';
import { dateTime } from '../../elements/display/time.js';
import { hasStarted } from '../../elements/progress.js';
import { h } from '../../elements/vdom.js';
import { goTo, pathTo } from '../router.js';
import { confirmed } from '../shell/dialog.js';

/**
 * @import { JsonObject, WizardState } from '../../client/types/state.js'
 * @import { Content } from '../../elements/vdom.js'
 * @import { App } from '../app.js'
 * @import { InvestigationPage } from '../pages/investigation-page.js'
 * @import { Offer } from '../shell/notices.js'
 */

export class PastVersion {
  _id = '';
  version = 0;
  /** @type {WizardState | null} */
  state = null;
  /** A merge patch to the latest version, null when unknown. @type {JsonObject | null} */
  changesSince = null;
  /** @type {string | null} */
  problem = null;

  /** @param {App} app */
  constructor(app) {
    this._app = app;
  }

  /** @param {string} id @param {number} version */
  async open(id, version) {
    Object.assign(this, { _id: id, version, state: null, changesSince: null, problem: null });
    const { api } = this._app;
    try {
      const [response, changes] = await Promise.all([
        api.get(id, { atVersion: version }),
        api.diff(id, version).catch(() => null),
      ]);
      if (this._id === id && this.version === version) {
        this.state = response?.document ?? null;
        this.changesSince = changes;
      }
    } catch (error) {
      this.problem = /** @type {Error} */ (error).message;
    }
    this._app.render();
  }

  /** @param {number} latest the version to return to when the user undoes it */
  async restore(latest) {
    const { _id: id, version } = this;
    const text =
      'Step, status, settings, progress and results become those of version ' +
      `${version}, as a new version. The audit trail keeps what is there now.`;
    const question = { title: `Restore version ${version}?`, text, verb: 'Restore' };
    if (!(await confirmed(question))) return;
    await this._restore(id, version, { label: 'Undo', act: () => this._restore(id, latest) });
  }

  async fork() {
    const { _id: id, version } = this;
    const created = await this._app.attempt(() => this._app.api.fork(id, { version }));
    if (!created) return;
    this._app.notices.show(`Made of version ${version}`);
    goTo('investigation', created.document.investigation_id);
  }

  /** @param {string} id @param {number} version @param {Offer | null} offer */
  async _restore(id, version, offer = null) {
    const { api, notices, store } = this._app;
    const isDone = await this._app.attempt(async () => {
      const { etag } = /** @type {{ etag: string }} */ (await api.get(id));
      await api.restore(id, version, { etag });
      await store.actions.refreshState();
      return true;
    });
    if (!isDone) return;
    notices.show(`Version ${version} is restored`, 'done', offer);
    goTo('investigation', id);
  }
}

/** @param {InvestigationPage} page @param {WizardState} latest */
export function pastView({ past, id, access }, latest) {
  const { version } = past;
  return h('div.past-view', [
    h('div.row.wrap', [
      h('h2.grow', `Version ${version} of ${latest.version}`),
      versionLink('Older', id, version - 1, version > 1),
      versionLink('Newer', id, version + 1, version < latest.version),
      h('a.button.small', { href: pathTo('investigation', id, 'audit') }, [
        icon('back'),
        'Audit trail',
      ]),
    ]),
    content(past, latest, access.mayEdit(latest)),
  ]);
}

/** @param {string} label @param {string} id @param {number} version @param {boolean} exists */
function versionLink(label, id, version, exists) {
  const href = exists ? pathTo('investigation', id, `v${version}`) : null;
  return h('a.button.small', { href, 'aria-disabled': exists ? null : true }, label);
}

/** @param {PastVersion} past @param {WizardState} latest @param {boolean} mayEdit */
function content(past, latest, mayEdit) {
  const { problem, state } = past;
  if (problem) {
    const title = h('h2', 'This version cannot be shown');
    return h('section.panel.empty', icon('history'), title, h('p', problem));
  }
  if (!state) {
    const skeleton = h('div.skeleton.loading');
    return h('section.panel.empty', { 'aria-busy': true }, skeleton, h('p', 'Loading'));
  }
  const restore = mayEdit && restoreButton(past, latest.version);
  return [banner(past, state, restore), changesView(past, state), sections(state)];
}

/** @param {PastVersion} past @param {number} latest */
function restoreButton(past, latest) {
  const props = { disabled: past.version === latest, onclick: () => past.restore(latest) };
  return h('button.small', props, icon('restore'), 'Restore');
}

/** @param {PastVersion} past @param {WizardState} state @param {Content} restore */
function banner(past, { wizard_step: step, status, updated_at: time }, restore) {
  const label = `${humanize(step)}, ${statusLabel(status).toLowerCase()}. `;
  return h('div.banner.pending', [
    icon('history'),
    h('p.grow', [
      h('b', label),
      h('span.muted', `As it was on ${dateTime(time)}, without log lines.`),
    ]),
    h('div.row', [
      restore,
      h('button.small', { onclick: () => past.fork() }, icon('plus'), 'New from this version'),
    ]),
  ]);
}

/** @param {PastVersion} past @param {WizardState} state */
function changesView({ version, changesSince }, state) {
  if (!changesSince) return null;
  const { version: latest, updated_at: _, ...changes } = changesSince;
  if (latest === undefined || latest === version) return null;
  return h('details.panel', { key: 'since' }, [
    h('summary', 'What has changed since'),
    h('wizard-changes', { before: state, changes }),
  ]);
}

/** @param {WizardState} state */
function sections(state) {
  const { settings, progress, results, updated_at: at } = state;
  const noSettings = () => h('section.panel.empty', h('h2', 'Nothing was filled in yet'));
  return [
    results && h('wizard-results', { key: 'results', state }),
    hasStarted(progress) && h('wizard-progress', { key: 'progress', state, at }),
    settings ? h('wizard-settings', { key: 'settings', settings, editable: false }) : noSettings(),
  ];
}
