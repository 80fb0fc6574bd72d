/**
 * <wizard-connection> shows whether the page is live and which transport delivers its events.
 *
 * connection  {phase: "live"|"connecting"|"offline"|"cut"|"ended"|"idle", transport?, intervalMs?,
 *             detail?}
 * Emits `wizard-connection-open` when it is pressed.
 */

import { texts } from '../texts/elements.js';
import { wordOf } from './display/format.js';
import { transportName } from './display/transports.js';
import { define, elementWith, sheet } from './element.js';
import { h } from './vdom.js';

/**
 * @typedef {object} ConnectionState
 * @property {string} phase
 * @property {string | null} [transport]
 * @property {number | null} [intervalMs]
 * @property {string} [detail]
 */

const style = sheet(`
button { height: 1.75rem; padding: 0 10px; font-size: var(--wz-size-small);
  border-color: var(--wz-border); color: var(--wz-text); }
i { width: 8px; height: 8px; border-radius: 50%; background: var(--tone); flex: none; }
.offline i, .cut i, .connecting i { background: transparent; border: 2px solid var(--tone); }
.live { --tone: var(--wz-done); }
.connecting { --tone: var(--wz-warning); }
.offline, .cut { --tone: var(--wz-error); }
.idle, .ended { --tone: var(--wz-cancelled); }
`);

export class Connection extends elementWith('wizard-connection', {
  connection: /** @type {ConnectionState} */ ({ phase: 'idle' }),
}) {
  static style = style;

  view() {
    const { phase, detail = '' } = this.connection;
    const open = () => this.emit('wizard-connection-open');
    return h('button', { class: phase, title: detail, onclick: open }, [
      h('i', { 'aria-hidden': 'true' }),
      h(
        'span',
        { role: 'status' },
        h('span.hidden-text', texts.connection.label),
        label(this.connection),
      ),
      // The interval changes all the time, so it stays outside the announced status.
      interval(this.connection),
    ]);
  }
}

/** @param {ConnectionState} connection */
function label({ phase, transport }) {
  return phase === 'live'
    ? texts.connection.live(transportName(transport))
    : (wordOf(texts.connection.phases, phase) ?? phase);
}

/** @param {ConnectionState} connection */
function interval({ phase, transport, intervalMs }) {
  if (phase !== 'live' || transport !== 'poll' || !intervalMs) return null;
  return h('span.muted.number', texts.connection.interval(Math.round(intervalMs / 500) / 2));
}

define(Connection);
