/** Renders the drawer at the bottom: the feed, its transport, and the requests of this page. */

import { icon } from '../../elements/display/icons.js';
import { h } from '../../elements/vdom.js';
import { eventTable, requestTable } from './drawer-tables.js';

/**
 * @import { TransportName } from '../../client/feed/types.js'
 * @import { App } from '../app.js'
 * @import { FeedRow } from '../feed-log.js'
 */

const TICKER_IDS = 6;

/** @param {App} app */
export function drawerView(app) {
  const { isOpen } = app.drawer;
  const props = {
    'aria-expanded': isOpen,
    'aria-controls': 'drawer-content',
    onclick: () => app.drawer.toggle(),
  };
  return h('section.drawer', { class: isOpen ? 'open' : '', 'aria-label': 'Feed' }, [
    h('div.drawer-bar', [
      h('button.plain.small', props, icon('down'), 'Feed'),
      isOpen ? tabs(app) : ticker(app.feed.rows),
      h('div.row.transports', { role: 'group', 'aria-label': 'Transport' }, transportButtons(app)),
      networkButton(app),
    ]),
    isOpen && content(app),
  ]);
}

/** @param {App} app */
function content(app) {
  const isFeed = app.drawer.tab === 'feed';
  const props = {
    id: 'drawer-content',
    role: 'tabpanel',
    tabIndex: 0,
    'aria-label': isFeed ? 'Events' : 'Requests',
  };
  return h('div.drawer-content', props, isFeed ? eventTable(app) : requestTable(app));
}

/** @param {App} app */
function transportButtons(app) {
  const { polling } = app.store.getState();
  return app.installation.transports.map(({ transport, name, shortName }) => {
    const props = {
      disabled: !app.openId || app.network.isCut,
      'aria-pressed': Boolean(app.openId) && polling.transport === transport,
      title: `Follow by ${name}`,
      onclick: () => app.drawer.useTransport(transport),
    };
    const label = [h('span', { 'aria-hidden': 'true' }, shortName), h('span.hidden-text', name)];
    return h('button.small', props, label);
  });
}

/** @param {App} app */
function networkButton(app) {
  const { isCut } = app.network;
  const cut = h('span', 'Cut ', h('span.wide-only', 'the '), 'network');
  const props = { class: isCut ? 'primary' : '', onclick: () => app.drawer.toggleNetwork() };
  return h('button.small', props, icon('cut'), isCut ? 'Restore network' : cut);
}

/** @param {App} app */
function tabs(app) {
  const { feed, network, drawer } = app;
  const compare = {
    'aria-pressed': feed.isComparing,
    onclick: () => app.drawer.toggleComparison(),
  };
  const label = feed.isComparing ? 'Stop comparing' : drawer.comparisonLabel;
  return h('div.row.grow.drawer-tabs', [
    h('div.row', { role: 'tablist', 'aria-label': 'Feed or requests' }, [
      tab(app, 'feed', 'Events'),
      tab(app, 'requests', `Requests ${network.requests.length || ''}`),
    ]),
    drawer.tab === 'feed' && app.openId && h('button.small', compare, label),
  ]);
}

/** @param {App} app @param {string} name @param {string} label */
function tab(app, name, label) {
  const isSelected = app.drawer.tab === name;
  const props = {
    role: 'tab',
    'aria-selected': isSelected,
    onclick: () => app.drawer.selectTab(name),
  };
  return h('button.plain.small', props, label);
}

/** @param {FeedRow[]} rows */
function ticker(rows) {
  const items = rows.slice(0, TICKER_IDS).map(({ id, type }) => h('span', h('b', id), ` ${type}`));
  return h('p.grow.truncate.mono.muted.ticker', { 'aria-hidden': 'true' }, items);
}
