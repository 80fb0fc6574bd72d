/** Keeps the state of the drawer, and runs the actions of its buttons on the feed and network. */

import { transportName } from '../../elements/display/transports.js';
import { texts } from '../../texts/console.js';
import { loadItem, saveItem } from '../storage.js';

/**
 * @import { TransportName } from '../../client/feed/types.js'
 * @import { App } from '../app.js'
 */

const STORAGE_KEY = 'wizard.drawer';

export class DrawerState {
  tab = 'feed';

  /** @param {App} app */
  constructor(app) {
    this._app = app;
    this.isOpen = loadItem(STORAGE_KEY) === 'open';
  }

  /** Whether the page follows an investigation: one is open, and it is there. */
  get hasFeed() {
    const { openId, store } = this._app;
    return openId !== null && !store.getState().isGone;
  }

  get comparisonLabel() {
    return this._app.installation.has('polling')
      ? texts.drawer.compareAll
      : texts.drawer.compareBoth;
  }

  toggle() {
    this.isOpen = !this.isOpen;
    saveItem(STORAGE_KEY, this.isOpen ? 'open' : 'closed');
    this._app.render();
  }

  /** @param {string} tab */
  selectTab(tab) {
    this.tab = tab;
    this._app.render();
  }

  /** @param {TransportName} transport */
  useTransport(transport) {
    if (!this.hasFeed) return;
    this._interruptFeed(transport);
    this._app.notices.show(texts.drawer.following(transportName(transport)));
  }

  toggleNetwork() {
    const { network } = this._app;
    if (network.isCut) network.restore();
    else network.cut();
    if (network.isCut) this._interruptFeed();
  }

  toggleComparison() {
    const { feed, store, notices } = this._app;
    const { cursor } = store.getState().polling;
    if (feed.isComparing) feed.stopComparing();
    else if (cursor) feed.compare(cursor);
    else notices.show(texts.drawer.notBegun, 'warning');
  }

  /** @param {TransportName} [transport] */
  _interruptFeed(transport) {
    const { store } = this._app;
    if (store.getState().polling.isPolling) store.actions.interruptFeed(transport);
  }
}
