/** Opens dialogs that are removed once they close. */

import { h, render } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';

/** @import { Child } from '../../elements/vdom.js' */

/**
 * Opens a dialog and waits until it closes.
 * @template T
 * @param {(close: (value?: T) => void, update: () => void) => Child} content describes the dialog;
 *   `close` closes it with a value, `update` renders it again
 * @returns {Promise<T | undefined>} undefined when the user cancelled it
 */
export function openDialog(content, className = '') {
  return new Promise((resolve) => {
    const dialog = document.createElement('dialog');
    dialog.className = className;
    /** @type {T | undefined} */
    let result;
    const close = (/** @type {T | undefined} */ value) => {
      result = value;
      dialog.close();
    };
    const update = () => render(dialog, content(close, update));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(result);
    });
    document.body.append(dialog);
    update();
    dialog.setAttribute('aria-label', dialog.querySelector('h2')?.textContent ?? '');
    dialog.showModal();
  });
}

/**
 * Asks the user to confirm an action.
 * @param {{ title: string, text: string, verb: string, isDangerous?: boolean }} question
 */
export async function confirmed({ title, text, verb, isDangerous = false }) {
  const isSure = await openDialog((/** @type {(value?: boolean) => void} */ close) => {
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      close(true);
    };
    const className = isDangerous ? 'danger' : 'primary';
    return h('form', { onsubmit: submit }, [
      h('h2', title),
      h('p.muted', text),
      h('footer', [
        h('button', { type: 'button', onclick: () => close() }, texts.common.cancel),
        h('button', { class: className, type: 'submit' }, verb),
      ]),
    ]);
  });
  return isSure === true;
}
