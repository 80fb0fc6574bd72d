/** Sends one call from a form, and shows the response while it arrives. */

import { h } from '../elements/vdom.js';
import { LANGUAGES, snippet } from '../lib/snippets.js';
import { bodyOf, initialValues, keyOf, requestOf } from './call-request.js';
import { authorization } from './credentials.js';
import { codeBlock, json } from './markup.js';

/**
 * @import { Child } from '../elements/vdom.js'
 * @import { Language } from '../lib/snippets.js'
 * @import { Call, Parameter } from './documents.js'
 */

// A longer stream is cut off.
const MAX_CHARACTERS = 200_000;
const SHOWN_HEADERS = ['content-type', 'etag', 'location', 'retry-after'];

export class TryIt {
  /** @type {Language} */
  _language = 'curl';
  /** The response so far, null before the first. @type {string | null} */
  _output = null;
  /** @type {AbortController | null} */
  _sending = null;

  /** @param {Call} call @param {(view: Child) => void} render */
  constructor(call, render) {
    this._call = call;
    this._render = render;
    this._values = initialValues(call);
    this._body = bodyOf(call);
    this._update();
  }

  _update() {
    this._render(this._view());
  }

  _view() {
    const { method, path, parameters } = this._call;
    const fields = parameters.map((parameter) => this._field(parameter));
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this._send();
    };
    const answer = `Answer of ${method} ${path}`;
    return h('form.try', { 'aria-label': `Try ${method} ${path}`, onsubmit: submit }, [
      h('div.fields', fields),
      this._bodyField(),
      this._buttons(),
      this._output !== null && codeBlock(this._output, answer),
      this._languageButtons(),
      codeBlock(snippet(this._request(), this._language), `Example of ${method} ${path}`),
    ]);
  }

  _buttons() {
    const isSending = this._sending !== null;
    const stop = () => this._sending?.abort();
    return h('p', [
      h('button', { type: 'submit', disabled: isSending }, 'Send'),
      ' ',
      h('button', { type: 'button', disabled: !isSending, onclick: stop }, 'Stop'),
    ]);
  }

  /** @param {Parameter} parameter */
  _field(parameter) {
    const { name, in: place, required, example } = parameter;
    const id = `${this._call.operationId}-${name}`;
    const set = (/** @type {any} */ event) => {
      this._values[keyOf(parameter)] = event.target.value;
      this._update();
    };
    const input = {
      id,
      autocomplete: 'off',
      placeholder: String(example ?? ''),
      required: place === 'path',
      value: this._values[keyOf(parameter)],
      oninput: set,
    };
    const note = ` (${place}${required ? ', required' : ''})`;
    return [h('label', { for: id }, h('code', name), note), h('input', input)];
  }

  _bodyField() {
    if (!this._body) return null;
    const { mediaType, text } = this._body;
    const id = `${this._call.operationId}-body`;
    const set = (/** @type {any} */ event) => {
      this._body = { mediaType, text: event.target.value };
      this._update();
    };
    const props = { id, rows: 8, spellcheck: false, value: text, oninput: set };
    return [h('label', { for: id }, `Body, ${mediaType}`), h('textarea', props)];
  }

  _languageButtons() {
    const buttons = LANGUAGES.map((language) => {
      const select = () => {
        this._language = language;
        this._update();
      };
      const isPressed = language === this._language;
      const props = { type: 'button', 'aria-pressed': isPressed, onclick: select };
      return [h('button', props, language), ' '];
    });
    return h('p', { role: 'group', 'aria-label': 'Language' }, buttons);
  }

  _request() {
    return requestOf(this._call, this._values, this._body);
  }

  async _send() {
    const { url, headers, ...request } = this._request();
    this._sending = new AbortController();
    const { signal } = this._sending;
    this._output = '';
    this._update();
    try {
      const init = { ...request, headers: { ...headers, ...authorization() }, signal };
      await this._show(await fetch(url, init));
    } catch (error) {
      const isStopped = /** @type {Error} */ (error).name === 'AbortError';
      this._append(isStopped ? '\n(stopped)' : `\n${error}`);
    }
    this._sending = null;
    this._update();
  }

  /** @param {Response} response */
  async _show(response) {
    this._append(headText(response));
    if (response.headers.get('content-type')?.includes('json')) {
      this._append(formattedJson(await response.text()));
      return;
    }
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
      this._append(chunk.value);
    }
  }

  /** @param {string} text */
  _append(text) {
    this._output += text;
    this._update();
    if ((this._output?.length ?? 0) > MAX_CHARACTERS) this._sending?.abort();
  }
}

/** @param {Response} response */
function headText({ status, statusText, headers }) {
  const names = SHOWN_HEADERS.filter((name) => headers.has(name));
  const lines = names.map((name) => `${name}: ${headers.get(name)}`);
  return [`${status} ${statusText}`, ...lines, '', ''].join('\n');
}

/** @param {string} text */
function formattedJson(text) {
  try {
    return json(JSON.parse(text));
  } catch {
    return text;
  }
}
