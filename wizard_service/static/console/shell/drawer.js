/** Renders the drawer at the bottom: the feed, its transport, and the requests of this page. */

import { icon } from '../../elements/display/icons.js';
import { shortTransportName, transportName } from '../../elements/display/transports.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
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
  return h('section.drawer', { class: isOpen ? 'open' : '', 'aria-label': texts.drawer.title }, [
    h('div.drawer-bar', [
      h('button.plain.small', props, icon('down'), texts.drawer.title),
      isOpen ? tabs(app) : ticker(app.feed.rows),
      h(
        'div.row.transports',
        { role: 'group', 'aria-label': texts.drawer.transport },
        transportButtons(app),
      ),
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
    'aria-label': isFeed ? texts.drawer.events : texts.drawer.requests,
  };
  return h('div.drawer-content', props, isFeed ? eventTable(app) : requestTable(app));
}

/** @param {App} app */
function transportButtons(app) {
  const { polling } = app.store.getState();
  const { hasFeed } = app.drawer;
  return app.installation.transports.map((transport) => {
    const name = transportName(transport);
    const props = {
      disabled: !hasFeed || app.network.isCut,
      'aria-pressed': hasFeed && polling.transport === transport,
      title: texts.drawer.followBy(name),
      onclick: () => app.drawer.useTransport(transport),
    };
    const label = [
      h('span', { 'aria-hidden': 'true' }, shortTransportName(transport)),
      h('span.hidden-text', name),
    ];
    return h('button.small', props, label);
  });
}

/** @param {App} app */
function networkButton(app) {
  const { isCut } = app.network;
  const { cutNetwork, cutNetworkShort } = texts.drawer;
  const cut = h('span', h('span.wide-only', cutNetwork), h('span.narrow-only', cutNetworkShort));
  const props = { class: isCut ? 'primary' : '', onclick: () => app.drawer.toggleNetwork() };
  return h('button.small', props, icon('cut'), isCut ? texts.drawer.restoreNetwork : cut);
}

/** @param {App} app */
function tabs(app) {
  const { feed, network, drawer } = app;
  const compare = {
    'aria-pressed': feed.isComparing,
    onclick: () => app.drawer.toggleComparison(),
  };
  const label = feed.isComparing ? texts.drawer.stopComparing : drawer.comparisonLabel;
  return h('div.row.grow.drawer-tabs', [
    h('div.row', { role: 'tablist', 'aria-label': texts.drawer.tabs }, [
      tab(app, 'feed', texts.drawer.events),
      tab(app, 'requests', texts.drawer.requestCount(network.requests.length)),
    ]),
    drawer.tab === 'feed' && drawer.hasFeed && h('button.small', compare, label),
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
