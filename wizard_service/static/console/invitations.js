/** Lists the invitations that other users have sent to the user, who accepts or declines each. */

import { NewestRequest } from '../client/lists/newest-request.js';
import { icon } from '../elements/display/icons.js';
import { h } from '../elements/vdom.js';
import { texts } from '../texts/console.js';
import { goTo } from './router.js';
import { confirmed } from './shell/dialog.js';

/**
 * @import { Invitation } from '../client/types/lists.js'
 * @import { App } from './app.js'
 */

const LIMIT = 20;
/** The most that one request returns. */
const MAX_LIMIT = 200;

export class Invitations {
  /** @type {Invitation[]} the newest */
  _items = [];
  _total = 0;
  _limit = LIMIT;
  _loads = new NewestRequest();

  /** @param {App} app */
  constructor(app) {
    this._app = app;
  }

  /** Reads the list again. No event announces an invitation: the feed is that of its owner. */
  async load() {
    const isNewest = this._loads.begin();
    try {
      const { invitations, total } = await this._app.api.invitations({ limit: this._limit });
      if (!isNewest()) return;
      this._items = invitations;
      this._total = total;
      this._app.render();
    } catch {
      // The list of investigations shows why the service cannot be read; the last answer stays.
    }
  }

  /** Gives up access to an investigation of another user. @param {string} id */
  async leave(id) {
    const { api, session, active } = this._app;
    const isSure = await confirmed({
      title: texts.invitations.leaveQuestion,
      text: texts.invitations.leaveText,
      verb: texts.head.leave,
    });
    if (!isSure) return;
    const hasLeft = await this._app.attempt(async () => {
      await api.unshare(id, session.user);
      return true;
    });
    if (!hasLeft) return;
    active.reload();
    goTo('home');
  }

  view() {
    if (!this._items.length) return null;
    return h('section.panel.invitations', { 'aria-label': texts.invitations.title }, [
      h('h2', texts.invitations.count(this._total)),
      h(
        'ul',
        this._items.map((invitation) => this._row(invitation)),
      ),
      this._moreButton(),
    ]);
  }

  _moreButton() {
    const unlisted = this._total - this._items.length;
    if (unlisted <= 0 || this._limit === MAX_LIMIT) return null;
    const showMore = () => {
      this._limit = MAX_LIMIT;
      this.load();
    };
    return h('button.small.more', { onclick: showMore }, texts.home.showMore(unlisted));
  }

  /** @param {Invitation} invitation */
  _row({ investigation_id: id, user_id: owner, name, role }) {
    const title = name ?? id;
    const { api } = this._app;
    const accept = () =>
      this._answer(() => api.acceptInvitation(id), texts.invitations.accepted(title));
    const decline = () =>
      this._answer(() => api.declineInvitation(id), texts.invitations.declined(title));
    const { toEdit, toView } = texts.invitations;
    const from = role === 'editor' ? toEdit(owner) : toView(owner);
    return h('li.row.wrap', { key: id }, [
      icon('person'),
      h('span.grow', h('b', title), h('span.muted', from)),
      h(
        'button.small',
        { 'aria-label': texts.invitations.acceptIt(title), onclick: accept },
        texts.invitations.accept,
      ),
      h(
        'button.small',
        { 'aria-label': texts.invitations.declineIt(title), onclick: decline },
        texts.invitations.decline,
      ),
    ]);
  }

  /** @param {() => Promise<void>} answer @param {string} done the notice of success */
  async _answer(answer, done) {
    await this._app.attempt(answer, done);
    this._app.active.reload();
    await this.load();
  }
}
