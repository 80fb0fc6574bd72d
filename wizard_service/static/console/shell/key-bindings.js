/** Binds every action of the console to a key or to a sequence of two. */

import { TRANSPORTS, transportName } from '../../elements/display/transports.js';
import { texts } from '../../texts/console.js';
import { goTo } from '../router.js';
import { switchTheme } from '../theme.js';

/**
 * @import { WizardState } from '../../client/types/state.js'
 * @import { App } from '../app.js'
 * @import { InvestigationActions } from '../investigation/actions.js'
 *
 * @typedef {object} KeyBinding
 * @property {string} keys separated by a space
 * @property {() => string} description in the language of the page
 * @property {(app: App) => unknown} act
 */

/** @type {KeyBinding[]} */
const PAGE_KEYS = [
  { keys: 'g i', description: () => texts.keys.home, act: () => goTo('home') },
  { keys: 'g t', description: () => texts.keys.templates, act: () => goTo('templates') },
  { keys: 'g v', description: () => texts.keys.overview, act: () => goTo('overview') },
  { keys: 'g h', description: () => texts.keys.history, act: () => goTo('history') },
  {
    keys: '/',
    description: () => texts.keys.search,
    act: (app) => (app.page.search ? app.page.search() : app.history.search()),
  },
  { keys: 'n', description: () => texts.keys.create, act: (app) => app.create() },
  { keys: 'j', description: () => texts.keys.next, act: (app) => goToNeighbour(app, 1) },
  { keys: 'k', description: () => texts.keys.previous, act: (app) => goToNeighbour(app, -1) },
  {
    keys: '1',
    description: () => texts.keys.settings,
    act: (app) => app.page.viewStep?.('SETTINGS'),
  },
  {
    keys: '2',
    description: () => texts.keys.progress,
    act: (app) => app.page.viewStep?.('PROGRESS'),
  },
  {
    keys: '3',
    description: () => texts.keys.results,
    act: (app) => app.page.viewStep?.('RESULTS'),
  },
  { keys: 's', description: () => texts.keys.advance, act: (app) => app.page.advance?.() },
];

/** @type {KeyBinding[]} */
const INVESTIGATION_KEYS = [
  {
    keys: 'a',
    description: () => texts.keys.audit,
    act: onInvestigation((_, app) => goTo('investigation', app.openId, 'audit')),
  },
  {
    keys: 'c',
    description: () => texts.keys.copyAsCode,
    act: (app) => app.page.copyAs?.(),
  },
  {
    keys: 'i s',
    description: () => texts.keys.share,
    act: onInvestigation((actions) => actions.share()),
  },
  {
    keys: 'i t',
    description: () => texts.keys.saveTemplate,
    act: onInvestigation((actions) => actions.saveTemplate()),
  },
  {
    keys: 'i n',
    description: () => texts.keys.createFromSettings,
    act: onInvestigation((actions) => actions.createFromSettings()),
  },
  {
    keys: 'i b',
    description: () => texts.keys.startOver,
    act: onInvestigation(
      (actions) => actions.startOver(),
      (state) => state.wizard_step !== 'SETTINGS',
    ),
  },
  {
    keys: 'i c',
    description: () => texts.keys.cancel,
    act: onInvestigation(
      (actions) => actions.cancel(),
      (state) => ['IN_PROGRESS', 'ERROR'].includes(state.status),
    ),
  },
  {
    keys: 'i a',
    description: () => texts.keys.archive,
    act: onInvestigation((actions) => actions.archive()),
  },
  {
    keys: 'i d',
    description: () => texts.keys.delete,
    act: onInvestigation((actions) => actions.delete()),
  },
  {
    keys: 'i y',
    description: () => texts.keys.copyResults,
    act: onInvestigation((actions) => actions.copyResults(), hasResults),
  },
  {
    keys: 'i p',
    description: () => texts.keys.print,
    act: onInvestigation(() => window.print(), hasResults),
  },
];

/** @type {KeyBinding[]} */
const CONSOLE_KEYS = [
  { keys: 'f', description: () => texts.keys.drawer, act: (app) => app.drawer.toggle() },
  ...TRANSPORTS.map((transport, index) => ({
    keys: `v ${index + 1}`,
    description: () => texts.keys.followBy(transportName(transport)),
    act: onInvestigation((_, app) => app.drawer.useTransport(transport)),
  })),
  {
    keys: 'v a',
    description: () => texts.keys.compare,
    act: onInvestigation((_, app) => app.drawer.toggleComparison()),
  },
  {
    keys: 'x',
    description: () => texts.keys.network,
    act: (app) => app.drawer.toggleNetwork(),
  },
  {
    keys: 't',
    description: () => texts.keys.theme,
    act: (app) => {
      switchTheme();
      app.render();
    },
  },
  {
    keys: 'g o',
    description: () => texts.keys.logOut,
    act: (app) => app.attempt(() => app.session.logOut()),
  },
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
