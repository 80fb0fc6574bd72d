/**
 * Loads and renders one past version of an investigation, which can be restored, or used for a new
 * investigation.
 */

import { humanize, statusLabel } from '../../../elements/display/format.js';
import { icon } from '../../../elements/display/icons.js';
import { dateTime } from '../../../elements/display/time.js';
import { hasStarted } from '../../../elements/progress.js';
import { h } from '../../../elements/vdom.js';
import { texts } from '../../../texts/console.js';
import { texts as elementTexts } from '../../../texts/elements.js';
import { goTo, pathTo } from '../../router.js';
import { confirmed } from '../../shell/dialog.js';
import { compareForm, comparisonView } from './comparison.js';

/**
 * @import { JsonObject, WizardState } from '../../../client/types/state.js'
 * @import { Content } from '../../../elements/vdom.js'
 * @import { App } from '../../app.js'
 * @import { InvestigationPage } from '../../pages/investigation-page.js'
 * @import { Offer } from '../../shell/notices.js'
 */

export class PastVersion {
  _id = '';
  version = 0;
  /** @type {WizardState | null} */
  state = null;
  /** The earlier version that it is compared with, null for none. @type {number | null} */
  since = null;
  /** The state of that version. @type {WizardState | null} */
  earlier = null;
  /**
   * A merge patch from the earlier version to this one, or from this one to the latest where there
   * is none; null when unknown.
   * @type {JsonObject | null}
   */
  changes = null;
  /** @type {string | null} */
  problem = null;

  /** @param {App} app */
  constructor(app) {
    this._app = app;
  }

  /** Returns the earlier version that a page shows, null when it shows none. @param {InvestigationPage} page */
  shownIn({ viewName, id, state: latest }) {
    const isShown = viewName === 'PAST' && this._id === id && this.version !== latest?.version;
    return isShown ? this.state : null;
  }

  /** @param {string} id @param {number} version @param {number | null} since */
  async open(id, version, since) {
    const empty = { state: null, earlier: null, changes: null, problem: null };
    Object.assign(this, { _id: id, version, since, ...empty });
    const isOpen = () => this._id === id && this.version === version && this.since === since;
    try {
      const read = await this._read(id, version, since);
      if (isOpen()) Object.assign(this, read);
    } catch (error) {
      if (isOpen()) this.problem = /** @type {Error} */ (error).message;
    }
    this._app.render();
  }

  /** @param {string} id @param {number} version @param {number | null} since */
  async _read(id, version, since) {
    const { api } = this._app;
    const [state, earlier, changes] = await Promise.all([
      api.get(id, { atVersion: version }),
      since === null ? null : api.get(id, { atVersion: since }),
      since === null ? api.diff(id, version).catch(() => null) : api.diff(id, since, version),
    ]);
    return { state: state?.document ?? null, earlier: earlier?.document ?? null, changes };
  }

  /** @param {number} latest the version to return to when the user undoes it */
  async restore(latest) {
    const { _id: id, version } = this;
    const { restoreQuestion, restoreText } = texts.versions;
    const [title, text] = [restoreQuestion(version), restoreText(version)];
    const question = { title, text, verb: texts.common.restore };
    if (!(await confirmed(question))) return;
    await this._restore(id, version, {
      label: texts.common.undo,
      act: () => this._restore(id, latest),
    });
  }

  async fork() {
    const { _id: id, version } = this;
    const created = await this._app.attempt(() => this._app.api.fork(id, { version }));
    if (!created) return;
    this._app.notices.show(texts.versions.madeOf(version));
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
    notices.show(texts.versions.restored(version), 'done', offer);
    goTo('investigation', id);
  }
}

/** @param {InvestigationPage} page @param {WizardState} latest */
export function pastView({ past, id, access }, latest) {
  const { version } = past;
  return h('div.past-view', [
    h('div.row.wrap', [
      h('h2.grow', texts.versions.of(version, latest.version)),
      compareForm(past, id, latest.version),
      versionLink(texts.versions.older, id, version - 1, version > 1),
      versionLink(texts.versions.newer, id, version + 1, version < latest.version),
      h('a.button.small', { href: pathTo('investigation', id, 'audit') }, [
        icon('back'),
        texts.investigation.auditTrail,
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
    const title = h('h2', texts.versions.unavailable);
    return h('section.panel.empty', icon('history'), title, h('p', problem));
  }
  if (!state) {
    const skeleton = h('div.skeleton.loading');
    return h('section.panel.empty', { 'aria-busy': true }, skeleton, h('p', texts.common.loading));
  }
  if (past.since !== null) return comparisonView(past, state);
  const restore = mayEdit && restoreButton(past, latest.version);
  return [banner(past, state, restore), changesView(past, state), sections(state)];
}

/** @param {PastVersion} past @param {number} latest */
function restoreButton(past, latest) {
  const props = { disabled: past.version === latest, onclick: () => past.restore(latest) };
  return h('button.small', props, icon('restore'), texts.common.restore);
}

/** @param {PastVersion} past @param {WizardState} state @param {Content} restore */
function banner(past, { wizard_step: step, status, updated_at: time }, restore) {
  const label = elementTexts.format.stepAndStatus(humanize(step), statusLabel(status));
  return h('div.banner.pending', [
    icon('history'),
    h('p.grow', [h('b', label), h('span.muted', texts.versions.asItWas(dateTime(time)))]),
    h('div.row', [
      restore,
      h('button.small', { onclick: () => past.fork() }, icon('plus'), texts.versions.newFrom),
    ]),
  ]);
}

/** @param {PastVersion} past @param {WizardState} state */
function changesView({ version, changes: patch }, state) {
  if (!patch) return null;
  const { version: latest, updated_at: _, ...changes } = patch;
  if (latest === undefined || latest === version) return null;
  return h('details.panel', { key: 'since' }, [
    h('summary', texts.versions.changedSince),
    h('wizard-changes', { before: state, changes }),
  ]);
}

/** @param {WizardState} state */
function sections(state) {
  const { settings, progress, results, updated_at: at } = state;
  const noSettings = () => h('section.panel.empty', h('h2', texts.versions.nothingFilledIn));
  return [
    results && h('wizard-results', { key: 'results', state }),
    hasStarted(progress) && h('wizard-progress', { key: 'progress', class: 'past', state, at }),
    settings ? h('wizard-settings', { key: 'settings', settings, editable: false }) : noSettings(),
  ];
}
