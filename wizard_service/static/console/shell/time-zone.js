/** Shows the zone of all times in the top bar, and lets the user choose another. */

import { BROWSER_ZONE, setTimeZone, timeZone, zoneOffset } from '../../elements/display/time.js';
import { h } from '../../elements/vdom.js';
import { icon } from '../../elements/display/icons.js';
import { texts } from '../../texts/console.js';
import { loadItem, removeItem, saveItem } from '../storage.js';
import { clockProblem } from './clock.js';
import { openDialog } from './dialog.js';

/** @import { App } from '../app.js' */

const STORED = 'wizard.time-zone';

/** Shows times in the zone that the user has chosen earlier, else in that of the browser. */
export function restoreTimeZone() {
  try {
    setTimeZone(loadItem(STORED) ?? BROWSER_ZONE);
  } catch {
    // A later version of the browser may not know the zone any more.
    setTimeZone(BROWSER_ZONE);
  }
}

/** @param {App} app */
export function timeZoneButton(app) {
  const problem = clockProblem();
  const label = [texts.timeZone.timesAreIn(timeZone()), problem].filter(Boolean).join('. ');
  const props = { title: label, 'aria-label': label, onclick: () => openTimeZoneDialog(app) };
  return h('button.plain.small.number', props, [problem && icon('warning'), zoneOffset()]);
}

/** @param {App} app */
function openTimeZoneDialog(app) {
  const select = (/** @type {string} */ name) => {
    setTimeZone(name);
    if (name === BROWSER_ZONE) removeItem(STORED);
    else saveItem(STORED, name);
    app.render();
  };
  const problem = clockProblem();
  return openDialog((close) =>
    h('div.content', [
      h('h2', texts.timeZone.title),
      h('p.muted', texts.timeZone.text),
      problem && h('p.problem', problem, ' ', texts.clock.usesServices),
      zoneSelect(select),
      h('footer', h('button.primary', { onclick: () => close() }, texts.common.done)),
    ]),
  );
}

/** @param {(name: string) => void} select */
function zoneSelect(select) {
  const first = [...new Set([BROWSER_ZONE, 'UTC'])];
  const others = Intl.supportedValuesOf('timeZone').filter((name) => !first.includes(name));
  const options = [...first, ...others].map((name) => {
    const text = name === BROWSER_ZONE ? texts.timeZone.ofBrowser(name) : name;
    return h('option', { value: name, selected: name === timeZone() }, text);
  });
  const onchange = (/** @type {any} */ event) => select(event.target.value);
  return h('select', { 'aria-label': texts.timeZone.zone, onchange }, options);
}
