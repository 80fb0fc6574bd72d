/** Shows the report of an investigation, to be printed or saved as a file. */

import { icon } from '../../elements/display/icons.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';
import { openDialog } from '../shell/dialog.js';

// The page of a report runs nothing. Without the origin this page could not print it.
const SANDBOX = 'allow-same-origin allow-modals';

/** @param {string} baseUrl of the API @param {string} id */
export function openReportDialog(baseUrl, id) {
  const url = (/** @type {string} */ format) =>
    `${baseUrl}/${encodeURIComponent(id)}/report?format=${format}`;
  return openDialog((close) => {
    const frame = {
      title: texts.report.frame,
      src: url('html'),
      sandbox: SANDBOX,
      onload: (/** @type {any} */ { target }) => listenForEscape(target.contentDocument, close),
    };
    return h('div.content', [
      h('h2', texts.report.title),
      h('iframe.report', frame),
      h('footer.wrap', [
        download('HTML', url('html')),
        download(texts.report.markdown, url('md')),
        h('button', { onclick: printFrame }, icon('print'), texts.common.print),
        // The dialog would move the focus into the frame, where Escape does not close it.
        h('button.primary', { autofocus: true, onclick: () => close() }, texts.common.done),
      ]),
    ]);
  }, 'wider');
}

/** Closes the dialog also when the focus is in the frame. @param {Document} report @param {() => void} close */
function listenForEscape(report, close) {
  report.addEventListener('keydown', ({ key }) => key === 'Escape' && close());
}

/** @param {string} format @param {string} href */
function download(format, href) {
  // The response names the file.
  return h('a.button', { href, download: '' }, icon('down'), format);
}

/** Prints the report of the dialog that has the button. @param {any} event */
function printFrame({ currentTarget }) {
  currentTarget.closest('dialog').querySelector('iframe').contentWindow.print();
}
