/** Handles the keys of the console, which do nothing while the user types; `?` lists them. */

import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { openDialog } from './dialog.js';
import { KEY_BINDINGS } from './key-bindings.js';

/**
 * @import { App } from '../app.js'
 * @import { KeyBinding } from './key-bindings.js'
 */

const SEQUENCE_MS = 2000;
/** @type {KeyBinding[]} */
const BINDINGS = [
  ...KEY_BINDINGS,
  { keys: '?', description: () => texts.keys.theseKeys, act: () => showKeys() },
];

/** @param {App} app @param {AbortSignal} signal ends it */
export function listenForKeys(app, signal) {
  document.addEventListener('keydown', keyHandler(app), { signal });
}

/** @param {App} app */
function keyHandler(app) {
  /** @type {{ key: string, time: number } | null} */
  let first = null;
  return (/** @type {KeyboardEvent} */ event) => {
    const { key, timeStamp: time } = event;
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    // The time is that of the key press, because a busy page handles it later.
    const keys = first && time - first.time < SEQUENCE_MS ? `${first.key} ${key}` : key;
    const binding = BINDINGS.find((candidate) => candidate.keys === keys);
    const isFirst = !binding && BINDINGS.some((other) => other.keys.startsWith(`${key} `));
    first = isFirst ? { key, time } : null;
    if (!binding) return;
    event.preventDefault();
    binding.act(app);
  };
}

export function showKeys() {
  const items = BINDINGS.map(({ keys, description }) => {
    const caps = keys.split(' ').map((key) => h('kbd', key));
    return h('li', h('span', description()), h('span.row', caps));
  });
  return openDialog((close) => {
    const button = h('button.primary', { onclick: () => close() }, texts.common.close);
    return h('div.content', [h('h2', texts.keys.title), h('ul.keys', items), h('footer', button)]);
  }, 'wide');
}

/** @param {KeyboardEvent} event */
function isTyping(event) {
  const path = /** @type {HTMLElement[]} */ (event.composedPath());
  const dialog = path.find((node) => node.localName === 'dialog');
  // A dialog that was just closed keeps the focus until the next frame.
  if (dialog && !(/** @type {HTMLDialogElement} */ (dialog).open)) return false;
  return dialog || document.querySelector('dialog[open]') || isTextField(path[0]);
}

/** @param {HTMLElement} node */
function isTextField(node) {
  const isField = /^(input|textarea|select)$/i.test(node.localName ?? '');
  const { type } = /** @type {HTMLInputElement} */ (node);
  return isField && !/^(checkbox|radio)$/.test(type);
}
