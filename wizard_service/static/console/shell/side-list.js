/** Renders the list of active and recently finished investigations at the side. */

import { percent, statusLabel, statusTone } from '../../elements/display/format.js';
import { icon } from '../../elements/display/icons.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { texts as elementTexts } from '../../texts/elements.js';
import { number } from '../../texts/language.js';
import { missingExecutor, moreButton, progressLine } from '../pages/home-page.js';
import { pathTo } from '../router.js';

/**
 * @import { App } from '../app.js'
 * @import { ListedInvestigation } from '../../client/lists/list-pages.js'
 */

const SKELETON_ROWS = 3;

/** @param {App} app */
export function sideList(app) {
  const { finished } = app.active.groups;
  return h('aside.side', { 'aria-label': texts.shell.active }, [
    activeSection(app),
    finished.length > 0 && finishedSection(app, finished),
  ]);
}

/** @param {App} app */
function activeSection(app) {
  const { items, problem, groups, openCount } = app.active;
  const count = h('span.number', items ? number(openCount) : '');
  const create = () => app.create();
  const skeletons = Array.from({ length: SKELETON_ROWS }, () => h('div.skeleton'));
  const hint = texts.shell.nothingRuns;
  return h('section', [
    h('header', [
      h('h2', texts.shell.activeHeading, ' ', count),
      h('button.plain.small', { onclick: create }, icon('plus'), texts.shell.new),
    ]),
    problem && h('p.none.problem', problem),
    !items && !problem && skeletons,
    items && groups.open.length === 0 && h('p.none.muted.small', hint),
    list(app, texts.shell.active, groups.open),
    moreButton(app),
  ]);
}

/** @param {App} app @param {ListedInvestigation[]} items */
function finishedSection(app, items) {
  return h('section', [
    h(
      'header',
      h('h2', texts.shell.recent),
      h('a.all', { href: pathTo('history') }, texts.shell.all),
    ),
    list(app, texts.shell.recent, items),
  ]);
}

/** @param {App} app @param {string} label @param {ListedInvestigation[]} items */
function list(app, label, items) {
  const links = items.map((item) => link(app, item));
  return h('nav', { 'aria-label': label }, links);
}

/** @param {App} app @param {ListedInvestigation} item */
function link(app, item) {
  const { investigation_id: id, name, status, wizard_step: step } = item;
  const isRunning = step === 'PROGRESS' && status === 'IN_PROGRESS';
  const value = app.active.percentOf(item);
  // Nothing turns where no executor works.
  const [missing] = missingExecutor(item, value) ?? [];
  const tone = step === 'SETTINGS' ? 'pending' : (missing ?? statusTone(status));
  const props = {
    key: id,
    class: tone,
    href: pathTo('investigation', id),
    'aria-current': app.route.id === id ? 'page' : null,
  };
  const label = name ?? h('span.muted', texts.common.newInvestigation);
  return h('a.item', props, [
    icon(tone),
    h('span.name', { title: name ?? id }, label),
    h('span.muted.small.number', summary(item, value)),
    isRunning && progressLine(value ?? 0),
  ]);
}

/** @param {ListedInvestigation} item @param {number | null} value */
function summary(item, value) {
  const { wizard_step: step, status, risk_score: risk, open_inputs: open } = item;
  const [tone, text, short] = missingExecutor(item, value) ?? [];
  if (open) return h('b.asks', texts.shell.question);
  if (text) return h('span', { class: tone, title: text }, short);
  if (step === 'SETTINGS') return elementTexts.statuses.draft;
  if (status === 'IN_PROGRESS') return value === null ? '' : percent(value);
  if (risk === null || risk === undefined) return statusLabel(status);
  return [h('span.hidden-text', texts.shell.completedWithRisk), number(Math.round(risk))];
}
