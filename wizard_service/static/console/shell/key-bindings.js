/** Binds every action of the console to a key or to a sequence of two. */

import { TRANSPORTS } from '../../elements/display/transports.js';
import { goTo } from '../router.js';
import { switchTheme } from '../theme.js';

/**
 * @import { WizardState } from '../../client/types/state.js'
 * @import { App } from '../app.js'
 * @import { InvestigationActions } from '../investigation/actions.js'
 *
 * @typedef {object} KeyBinding
 * @property {string} keys separated by a space
 * @property {string} description
 * @property {(app: App) => unknown} act
 */

/** @type {KeyBinding[]} */
const PAGE_KEYS = [
  { keys: 'g i', description: 'Investigations', act: () => goTo('home') },
  { keys: 'g t', description: 'Templates', act: () => goTo('templates') },
  { keys: 'g v', description: 'Overview', act: () => goTo('overview') },
  { keys: 'g h', description: 'History', act: () => goTo('history') },
  {
    keys: '/',
    description: 'Search: the log, the templates, or the history',
    act: (app) => (app.page.search ? app.page.search() : app.history.search()),
  },
  { keys: 'n', description: 'New investigation', act: (app) => app.create() },
  { keys: 'j', description: 'Next active investigation', act: (app) => goToNeighbour(app, 1) },
  { keys: 'k', description: 'Previous active investigation', act: (app) => goToNeighbour(app, -1) },
  {
    keys: '1',
    description: 'Settings of the investigation',
    act: (app) => app.page.viewStep?.('SETTINGS'),
  },
  { keys: '2', description: 'Progress', act: (app) => app.page.viewStep?.('PROGRESS') },
  { keys: '3', description: 'Results', act: (app) => app.page.viewStep?.('RESULTS') },
  { keys: 's', description: 'Start, or retry after an error', act: (app) => app.page.advance?.() },
];

/** @type {KeyBinding[]} */
const INVESTIGATION_KEYS = [
  {
    keys: 'a',
    description: 'Audit trail',
    act: onInvestigation((_, app) => goTo('investigation', app.openId, 'audit')),
  },
  {
    keys: 'c',
    description: 'Copy as curl, Python or JavaScript',
    act: (app) => app.page.copyAs?.(),
  },
  { keys: 'i s', description: 'Share', act: onInvestigation((actions) => actions.share()) },
  {
    keys: 'i t',
    description: 'Save as template',
    act: onInvestigation((actions) => actions.saveTemplate()),
  },
  {
    keys: 'i n',
    description: 'New with these settings',
    act: onInvestigation((actions) => actions.createFromSettings()),
  },
  {
    keys: 'i b',
    description: 'Back to settings',
    act: onInvestigation(
      (actions) => actions.startOver(),
      (state) => state.wizard_step !== 'SETTINGS',
    ),
  },
  {
    keys: 'i c',
    description: 'Cancel',
    act: onInvestigation(
      (actions) => actions.cancel(),
      (state) => ['IN_PROGRESS', 'ERROR'].includes(state.status),
    ),
  },
  { keys: 'i a', description: 'Archive', act: onInvestigation((actions) => actions.archive()) },
  { keys: 'i d', description: 'Delete', act: onInvestigation((actions) => actions.delete()) },
  {
    keys: 'i y',
    description: 'Copy the results',
    act: onInvestigation((actions) => actions.copyResults(), hasResults),
  },
  { keys: 'i p', description: 'Print', act: onInvestigation(() => window.print(), hasResults) },
];

/** @type {KeyBinding[]} */
const CONSOLE_KEYS = [
  { keys: 'f', description: 'Feed drawer', act: (app) => app.drawer.toggle() },
  ...TRANSPORTS.map(({ transport, name }, index) => ({
    keys: `v ${index + 1}`,
    description: `Follow by ${name}`,
    act: onInvestigation((_, app) => app.drawer.useTransport(transport)),
  })),
  {
    keys: 'v a',
    description: 'Compare all transports',
    act: onInvestigation((_, app) => app.drawer.toggleComparison()),
  },
  {
    keys: 'x',
    description: 'Cut or restore the network',
    act: (app) => app.drawer.toggleNetwork(),
  },
  {
    keys: 't',
    description: 'Light, dark, or as the system',
    act: (app) => {
      switchTheme();
      app.render();
    },
  },
  { keys: 'g o', description: 'Log out', act: (app) => app.attempt(() => app.session.logOut()) },
];

export const KEY_BINDINGS = [...PAGE_KEYS, ...INVESTIGATION_KEYS, ...CONSOLE_KEYS];

/**
 * Limits an action to an investigation on the screen whose state allows it.
 * @param {(actions: InvestigationActions, app: App) => unknown} act
 * @param {(state: WizardState) => unknown} [isAllowed]
 * @returns {(app: App) => unknown}
 */
function onInvestigation(act, isAllowed = () => true) {
  return (app) => {
    const { state, actions } = app.investigation;
    if (app.openId && state && isAllowed(state)) act(actions, app);
  };
}

/** @param {WizardState} state */
function hasResults(state) {
  return state.results;
}

/** @param {App} app @param {number} offset */
function goToNeighbour(app, offset) {
  const ids = (app.active.items ?? []).map((item) => item.investigation_id);
  const index = ids.indexOf(app.openId ?? '') + offset + ids.length;
  const id = ids[index % ids.length];
  if (id) goTo('investigation', id);
}
