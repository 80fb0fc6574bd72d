/**
 * Opens a socket with a one-time ticket from a form, sends messages and shows those it receives.
 */

import { h } from '../elements/vdom.js';
import { authorization } from './credentials.js';
import { codeBlock } from './markup.js';

/**
 * @import { Child } from '../elements/vdom.js'
 *
 * @typedef {object} Channel
 * @property {string} name
 * @property {string} address below the base path
 * @property {string} basePath of the API
 * @property {unknown[]} examples of messages to send
 */

// Older messages are dropped, because a feed may run for days.
const MAX_LINES = 1000;

export class TrySocket {
  _investigationId = '';
  _message = '';
  /** @type {string[]} */
  _lines = [];
  /** @type {WebSocket | null} */
  _socket = null;

  /** @param {Channel} channel @param {(view: Child) => void} render */
  constructor(channel, render) {
    this._channel = channel;
    this._render = render;
    this._hasId = channel.address.includes('{investigation_id}');
    this._update();
  }

  _update() {
    this._render(this._view());
  }

  _view() {
    const { name, address, examples } = this._channel;
    const options = examples.map((example) => h('option', { value: JSON.stringify(example) }));
    const text = this._lines.map((line) => `${line}\n`).join('');
    return h('form.try', { 'aria-label': `Try ${address}`, onsubmit: preventDefault }, [
      h('div.fields', this._hasId && this._idField(), this._messageField()),
      h('datalist', { id: `${name}-messages` }, options),
      this._buttons(),
      codeBlock(text, `Received on ${address}`),
    ]);
  }

  _idField() {
    const id = `${this._channel.name}-investigation`;
    const input = {
      id,
      autocomplete: 'off',
      value: this._investigationId,
      oninput: (/** @type {any} */ event) => (this._investigationId = event.target.value),
    };
    return [h('label', { for: id }, h('code', 'investigation_id')), h('input', input)];
  }

  _messageField() {
    const { name } = this._channel;
    const id = `${name}-message`;
    const input = {
      id,
      list: `${name}-messages`,
      autocomplete: 'off',
      spellcheck: false,
      value: this._message,
      oninput: (/** @type {any} */ event) => (this._message = event.target.value),
    };
    return [h('label', { for: id }, 'Message'), h('input', input)];
  }

  _buttons() {
    const close = () => this._socket?.close(1000);
    return h('p', [
      h('button', { type: 'button', onclick: () => this._open() }, 'Open'),
      ' ',
      h('button', { type: 'button', onclick: () => this._send() }, 'Send'),
      ' ',
      h('button', { type: 'button', onclick: close }, 'Close'),
    ]);
  }

  async _open() {
    this._socket?.close();
    this._lines = [];
    this._update();
    try {
      const ticket = await this._ticket();
      if (ticket) this._socket = this._connect(ticket);
    } catch (error) {
      this._show(String(error));
    }
  }

  /** @returns {Promise<string | null>} null when the service refuses one */
  async _ticket() {
    const { basePath } = this._channel;
    const init = { method: 'POST', headers: authorization() };
    const response = await fetch(`${basePath}/tickets`, init);
    if (response.ok) return (await response.json()).ticket;
    this._show(`No ticket: ${response.status}`, await response.text());
    return null;
  }

  /** @param {string} ticket */
  _connect(ticket) {
    const { basePath, address } = this._channel;
    const id = encodeURIComponent(this._investigationId);
    const path = basePath + address.replace('{investigation_id}', id);
    const origin = location.href.replace(/^http/, 'ws');
    const url = new URL(`${path}?ticket=${encodeURIComponent(ticket)}`, origin);
    const socket = new WebSocket(url, ['wizard.v1']);
    socket.onmessage = ({ data }) => this._show(data);
    socket.onclose = ({ code }) => this._show(`closed, code ${code}`);
    return socket;
  }

  _send() {
    if (this._socket?.readyState === WebSocket.OPEN) this._socket.send(this._message);
    else this._show('Open it first.');
  }

  /** @param {...string} lines */
  _show(...lines) {
    this._lines = [...this._lines, ...lines].slice(-MAX_LINES);
    this._update();
  }
}

/** @param {Event} event */
function preventDefault(event) {
  event.preventDefault();
}
