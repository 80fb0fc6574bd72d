/** Shows an admin who has investigations, and leads to those of each user. */

import { NewestRequest } from '../../client/lists/newest-request.js';
import { table } from '../../elements/display/table.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { number } from '../../texts/language.js';
import { pathToHistory } from '../router.js';

/**
 * @import { UserFigures } from '../../client/types/history.js'
 * @import { App } from '../app.js'
 */

export class UsersPage {
  title = texts.users.title;
  /** @type {UserFigures[]} */
  _users = [];
  /** @type {string | null} */
  _nextCursor = null;
  _loads = new NewestRequest();

  /** @param {App} app */
  constructor(app) {
    this._app = app;
  }

  opened() {
    this._users = [];
    this._load(null);
  }

  view() {
    const subtitle = texts.users.subtitle;
    const more = { onclick: () => this._load(this._nextCursor) };
    return h('div.page', [
      h('div.head', h('div.title', h('h1', texts.users.title), h('p.muted', subtitle))),
      h('section.panel.users', table(columns(), this._users.map(row))),
      this._nextCursor && h('button.small.more', more, texts.common.showMore),
    ]);
  }

  /** @param {string | null} cursor */
  async _load(cursor) {
    const isNewest = this._loads.begin();
    const page = await this._app.attempt(() => this._app.api.users({ cursor }));
    // A second click has read the same page again.
    if (!page || !isNewest()) return;
    this._users = [...(cursor ? this._users : []), ...page.users];
    this._nextCursor = page.next_cursor;
    this._app.render();
  }
}

function columns() {
  const { user, inProgress, error, investigations, archived } = texts.users;
  return [user, inProgress, error, investigations, archived];
}

/** @param {UserFigures} user */
function row({ user_id: user, ...counts }) {
  const numbers = [counts.in_progress, counts.in_error, counts.investigations, counts.archived];
  const link = h('a', { href: pathToHistory({ user_id: user }) }, user);
  return h('tr', { key: user }, [
    h('th', { scope: 'row' }, link),
    numbers.map((count) => h('td.number', number(count))),
  ]);
}
