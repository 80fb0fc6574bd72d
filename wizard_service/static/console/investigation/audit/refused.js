/** Loads and renders the attempts to change an investigation that the service has refused. */

import { NewestRequest } from '../../../client/lists/newest-request.js';
import { icon } from '../../../elements/display/icons.js';
import { table } from '../../../elements/display/table.js';
import { exactTime } from '../../../elements/display/time.js';
import { h } from '../../../elements/vdom.js';
import { texts } from '../../../texts/console.js';

/**
 * @import { RefusedAttempt } from '../../../client/types/history.js'
 * @import { App } from '../../app.js'
 */

const LIMIT = 50;

export class RefusedAttempts {
  _id = '';
  _isOpen = false;
  _loads = new NewestRequest();
  /** @type {RefusedAttempt[] | null} */
  _attempts = null;
  /** @type {string | null} */
  _nextCursor = null;

  /** @param {App} app */
  constructor(app) {
    this._app = app;
  }

  /** @param {string} id of the investigation whose attempts are shown next */
  open(id) {
    this._loads.begin();
    Object.assign(this, { _id: id, _isOpen: false, _attempts: null, _nextCursor: null });
  }

  view() {
    const toggled = (/** @type {any} */ { target }) => {
      this._isOpen = target.open;
      if (this._isOpen) this._load(null);
    };
    return h('details.panel.refused', { open: this._isOpen, ontoggle: toggled }, [
      h('summary', icon('warning'), texts.refused.title),
      this._isOpen && this._attempts && this._rows(this._attempts),
    ]);
  }

  /** @param {RefusedAttempt[]} attempts */
  _rows(attempts) {
    if (!attempts.length) return h('p.muted', texts.refused.none);
    const more = { onclick: () => this._load(this._nextCursor) };
    return h('div.content', { tabIndex: 0, role: 'region', 'aria-label': texts.refused.title }, [
      table(columns(), attempts.map(row)),
      this._nextCursor && h('button.small.more', more, texts.common.showMore),
    ]);
  }

  /** @param {string | null} cursor */
  async _load(cursor) {
    const isNewest = this._loads.begin();
    const query = { limit: LIMIT, cursor };
    const page = await this._app.attempt(() => this._app.api.refusedAttempts(this._id, query));
    if (!page || !isNewest()) return;
    this._attempts = [...(cursor ? (this._attempts ?? []) : []), ...page.items];
    this._nextCursor = page.next_cursor;
    this._app.render();
  }
}

function columns() {
  const { time, who, attempt, reason, version } = texts.refused;
  return [time, who, attempt, reason, version];
}

/** @param {RefusedAttempt} attempt */
function row({ timestamp, actor, attempted, detail, version, request_id: request }) {
  return h('tr', { key: request, title: texts.refused.request(request) }, [
    h('td.number', exactTime(timestamp)),
    h('th', { scope: 'row' }, actor),
    h('td.mono', attempted),
    h('td', detail),
    h('td.number', `v${version}`),
  ]);
}
