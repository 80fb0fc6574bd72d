/** Shows the first page: the active investigations, and buttons to create one. */

import { humanize, percent, statusLabel, statusTone } from '../../elements/display/format.js';
import { icon } from '../../elements/display/icons.js';
import { relativeTime } from '../../elements/display/time.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { texts as elementTexts } from '../../texts/elements.js';
import { accessText } from '../investigation/access.js';
import { pathTo } from '../router.js';
import { draftKey, loadItem } from '../storage.js';

/**
 * @import { App } from '../app.js'
 * @import { ListedInvestigation } from '../../client/lists/list-pages.js'
 */

export class HomePage {
  title = texts.home.title;

  /** @param {App} app */
  constructor(app) {
    this._app = app;
  }

  opened() {
    this._app.invitations.load();
  }

  view() {
    const { items, problem, groups } = this._app.active;
    const cards = (/** @type {ListedInvestigation[]} */ group) =>
      group.map((item) => this._card(item));
    return h('div.page', [
      this._head(),
      this._app.invitations.view(),
      problem && this._problem(problem),
      items?.length === 0
        ? this._nothing()
        : h('ul.cards', { 'aria-busy': !items && !problem }, cards(groups.open)),
      moreButton(this._app),
      groups.finished.length > 0 && h('h2', texts.home.recent),
      groups.finished.length > 0 && h('ul.cards', cards(groups.finished)),
    ]);
  }

  _head() {
    const { installation } = this._app;
    const templates = { href: pathTo('templates') };
    return h('div.head', [
      h('div.title', h('h1', texts.home.title), h('p.muted', this._summary())),
      installation.has('templates') &&
        h('a.button', templates, icon('template'), texts.home.fromTemplate),
      this._newButton(),
    ]);
  }

  _summary() {
    const { items, openCount, problem } = this._app.active;
    if (!items) return problem ? texts.home.unavailable : texts.common.loading;
    if (!openCount) return texts.home.nothingActive;
    const isLive = navigator.onLine && this._app.active.connection.phase === 'live';
    return isLive ? texts.home.activeLive(openCount) : texts.home.active(openCount);
  }

  _newButton() {
    const create = () => this._app.create();
    return h('button.primary', { onclick: create }, icon('plus'), texts.common.newInvestigation);
  }

  /** @param {string} problem */
  _problem(problem) {
    const reload = () => this._app.active.load();
    return h('div.banner.error', [
      icon('error'),
      h('p.grow', problem),
      h('button.small', { onclick: reload }, texts.common.tryAgain),
    ]);
  }

  _nothing() {
    const text = texts.home.emptyText;
    return h('section.panel.empty', [
      icon('list'),
      h('h2', texts.home.empty),
      h('p', text),
      this._newButton(),
    ]);
  }

  /** @param {ListedInvestigation} item */
  _card(item) {
    const { investigation_id: id, name, status, wizard_step: step } = item;
    const isDraft = step === 'SETTINGS';
    const isRunning = step === 'PROGRESS' && status === 'IN_PROGRESS';
    const tone = isDraft ? 'pending' : statusTone(status);
    const value = this._app.active.percentOf(item);
    const card = h('a.panel.card', { class: tone, href: pathTo('investigation', id) }, [
      h(
        'span.chip',
        { class: tone },
        icon(tone),
        isDraft ? elementTexts.statuses.draft : statusLabel(status),
      ),
      item.open_inputs ? h('span.chip.warning', icon('person'), texts.shell.question) : null,
      missingExecutorChip(item, value),
      h('b.name', name ?? texts.common.newInvestigation),
      h('span.muted.small.mono.truncate', id),
      sharedBy(item),
      cardFacts(item, isRunning ? value : null),
      isRunning && progressLine(value ?? 0),
    ]);
    return h('li', { key: id }, card);
  }
}

/** Renders a button that lists more investigations, where there are more. @param {App} app */
export function moreButton({ active }) {
  if (active.unlistedCount <= 0) return null;
  const more = { onclick: () => active.showMore() };
  return h('button.small.more', more, texts.home.showMore(active.unlistedCount));
}

/** Renders who shares an investigation of another user. @param {ListedInvestigation} item */
function sharedBy({ role, user_id: owner }) {
  if (!role || role === 'owner') return null;
  return h('span.muted.small.truncate', accessText(owner ?? '', role));
}

/** @param {ListedInvestigation} item @param {number | null} value */
function cardFacts({ wizard_step: step, updated_at: time, risk_score: risk, risk_level }, value) {
  const hasRisk = risk !== null && risk !== undefined;
  return h('span.row.small.muted', [
    h('span.grow', `${humanize(step)}, ${relativeTime(time)}`),
    hasRisk &&
      h('span', { class: risk_level }, h('b.severity.number', texts.home.risk(Math.round(risk)))),
    value !== null && h('span.number', percent(value)),
  ]);
}

/** Renders a thin bar. @param {number} value in percent */
export function progressLine(value) {
  const bar = h('i', { style: { '--part': `${value}%` } });
  return h('div.line', { 'aria-hidden': 'true' }, bar);
}

/**
 * Returns tone, text and a short text, null while an executor works on it or is not needed.
 * @param {ListedInvestigation} item
 * @param {number | null} done in percent
 * @returns {[string, string, string] | null}
 */
export function missingExecutor({ wizard_step: step, status, executor_status: executor }, done) {
  if (step !== 'PROGRESS' || status !== 'IN_PROGRESS') return null;
  const { executorLost, executorStopped } = texts.home;
  if (executor === 'LOST') return ['error', executorLost, executorLost];
  if (executor === 'RELEASED') return ['warning', executorStopped, executorStopped];
  if (executor !== null || done !== 0) return null;
  return ['pending', texts.home.waitingForExecutor, texts.home.waiting];
}

/** @param {ListedInvestigation} item @param {number | null} percent */
function missingExecutorChip(item, percent) {
  const missing = missingExecutor(item, percent);
  return missing && h('span.chip', { class: missing[0] }, missing[1]);
}

/**
 * Returns the id of an investigation of the user without any input, null when there is none.
 * @param {App} app
 */
export function emptyDraft({ active, session }) {
  const isEmpty = (/** @type {ListedInvestigation} */ item) =>
    item.role === 'owner' &&
    item.wizard_step === 'SETTINGS' &&
    item.version === 1 &&
    item.name === null;
  const id = active.items?.find(isEmpty)?.investigation_id;
  // Input that is typed and not valid yet is in this browser alone.
  return id && !loadItem(draftKey(session.user, id)) ? id : null;
}
