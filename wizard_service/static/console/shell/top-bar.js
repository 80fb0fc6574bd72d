/** Renders the top bar: pages, search, connection and account. */

import { icon } from '../../elements/display/icons.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { pathTo } from '../router.js';
import { THEMES, currentTheme, setTheme } from '../theme.js';
import { showKeys } from './keyboard.js';
import { timeZoneButton } from './time-zone.js';

/**
 * @import { ConnectionState } from '../../elements/connection.js'
 * @import { ListConnection } from '../../client/lists/active-list.js'
 * @import { App } from '../app.js'
 * @import { PageName } from '../router.js'
 * @import { Theme } from '../theme.js'
 */

/** @param {App} app */
export function topBar(app) {
  const logo = h('img', { src: 'static/console/icon.svg', alt: '' });
  return h('header.top', [
    h('a.brand', { href: pathTo('home') }, logo, 'wizard'),
    h('nav.tabs', { 'aria-label': texts.shell.pages }, [
      tab(app, 'home', texts.shell.investigations),
      app.installation.has('templates') && tab(app, 'templates', texts.shell.templates),
      tab(app, 'overview', texts.shell.overview),
      tab(app, 'history', texts.shell.history),
      app.session.isAdmin && tab(app, 'users', texts.shell.users),
    ]),
    h('div.grow'),
    searchButton(app),
    timeZoneButton(app),
    h('wizard-connection', {
      connection: connectionOf(app),
      'onwizard-connection-open': () => app.drawer.toggle(),
    }),
    accountMenu(app),
  ]);
}

/** @param {App} app @param {PageName} name @param {string} label */
function tab(app, name, label) {
  const current = app.openId ? 'home' : app.route.name;
  return h('a', { href: pathTo(name), 'aria-current': current === name ? 'page' : null }, label);
}

/** @param {App} app */
function searchButton(app) {
  const props = { 'aria-label': texts.shell.searchHistory, onclick: () => app.history.search() };
  const key = h('kbd', { 'aria-hidden': 'true' }, '/');
  return h('button.find', props, icon('search'), h('span.grow', texts.shell.searchHistory), key);
}

/** @param {App} app */
function accountMenu(app) {
  const props = { role: 'button', 'aria-label': texts.shell.account };
  const logOut = () => app.attempt(() => app.session.logOut());
  const logOutEverywhere = () => app.attempt(() => app.session.logOutEverywhere());
  return h('details.menu', [
    h('summary.button.plain.icon', props, icon('person')),
    h('div.items', [
      h('p.user.muted.small.truncate', app.session.user),
      THEMES.map((theme) => themeButton(app, theme)),
      h('hr'),
      h('button', { onclick: () => showKeys() }, icon('more'), texts.shell.keys),
      h('a.button', { href: 'docs' }, icon('code'), texts.shell.apiDocumentation),
      h('button', { onclick: logOut }, icon('close'), texts.shell.logOut),
      h('button', { onclick: logOutEverywhere }, icon('close'), texts.shell.logOutEverywhere),
    ]),
  ]);
}

/** @param {App} app @param {Theme} theme */
function themeButton(app, theme) {
  const isCurrent = currentTheme() === theme;
  const select = () => {
    setTheme(theme);
    app.render();
  };
  const props = { 'aria-pressed': isCurrent, onclick: select };
  return h('button', props, icon(isCurrent ? 'done' : 'sun'), texts.shell.themes[theme]);
}

/** @param {App} app @returns {ConnectionState} */
function connectionOf(app) {
  if (app.network.isCut) return { phase: 'cut', detail: texts.shell.cutOnPurpose };
  if (!navigator.onLine) return { phase: 'offline', detail: texts.shell.noNetwork };
  const { polling, isOffline, isGone } = app.store.getState();
  // An investigation that is not there has no feed to follow.
  if (!app.openId || isGone) return listConnection(app.active.connection);
  if (polling.isConnected && !isOffline) {
    return { phase: 'live', transport: polling.transport, intervalMs: polling.currentInterval };
  }
  const isFailing = isOffline || polling.retryCount > 1;
  return { phase: isFailing ? 'offline' : 'connecting', detail: polling.error ?? '' };
}

/** @param {ListConnection} connection @returns {ConnectionState} */
function listConnection({ phase, transport, interval_ms: intervalMs, failures = 0 }) {
  if (phase === 'live') return { phase, transport, intervalMs };
  if (phase === 'ended') return { phase };
  return { phase: failures > 1 ? 'offline' : 'connecting' };
}
