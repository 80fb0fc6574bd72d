/** Renders the time range of the settings form, with presets that end now. */

import { fromWallClock, timeZone, wallClock } from '../display/time.js';
import { h } from '../vdom.js';
import { textField } from './fields.js';
import { toTimestamp } from './validation.js';

/** @import { Settings } from '../settings.js' */

/** @type {[string, number][]} label and hours */
const PRESETS = [
  ['1 h', 1],
  ['24 h', 24],
  ['7 d', 168],
  ['30 d', 720],
];
const HOUR_MS = 3_600_000;
// Years have four digits.
const MAX_TIME = '9999-12-31T23:59:59';

/** @param {Settings} form */
export function timeRange(form) {
  return h('fieldset.time', [
    h('legend', 'Time range', h('span.muted', timeZone())),
    timeField(form, 'start', 'From'),
    timeField(form, 'end', 'To'),
    form.editable && presets(form),
  ]);
}

/** @param {Settings} form @param {'start' | 'end'} name @param {string} label */
function timeField(form, name, label) {
  const { time_range: range } = form.draft;
  return textField(form, `time_range.${name}`, label, {
    type: 'datetime-local',
    step: 1,
    max: MAX_TIME,
    value: toInputValue(range[name]),
    oninput: (event) =>
      form.change({ time_range: { ...range, [name]: fromInputValue(event.target.value) } }),
  });
}

/** @param {Settings} form */
function presets(form) {
  const buttons = PRESETS.map(([label, hours]) => {
    const select = () => {
      const now = Date.now();
      const start = toTimestamp(now - hours * HOUR_MS);
      form.change({ time_range: { start, end: toTimestamp(now) } });
    };
    const text = [h('span.hidden-text', 'last '), label];
    return h('button.small', { type: 'button', onclick: select }, text);
  });
  return h('div.row.presets', { role: 'group', 'aria-label': 'Presets' }, buttons);
}

/** @param {string} timestamp */
function toInputValue(timestamp) {
  return timestamp ? wallClock(Date.parse(timestamp)) : '';
}

/** @param {string} value */
function fromInputValue(value) {
  const ms = fromWallClock(value);
  return Number.isNaN(ms) ? '' : toTimestamp(ms);
}
