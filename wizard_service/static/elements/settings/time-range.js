/** Renders the time range of the settings form, with presets that end now. */

import { fromWallClock, relativeRange, timeZone, wallClock } from '../display/time.js';
import { h } from '../vdom.js';
import { textField } from './fields.js';
import { lastSeconds, toTimestamp } from './validation.js';

/** @import { Settings } from '../settings.js' */

/** @type {[string, number][]} label and seconds */
const PRESETS = [
  ['1 h', 3600],
  ['24 h', 86_400],
  ['7 d', 604_800],
  ['30 d', 2_592_000],
];
// Years have four digits.
const MAX_TIME = '9999-12-31T23:59:59';

/** @param {Settings} form */
export function timeRange(form) {
  return h('fieldset.time', [
    h('legend', 'Time range', h('span.muted', timeZone())),
    timeField(form, 'start', 'From'),
    timeField(form, 'end', 'To'),
    form.editable && presets(form),
    relativeHint(form),
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
    oninput: (event) => {
      const { start, end } = range;
      form.change({ time_range: { start, end, [name]: fromInputValue(event.target.value) } });
    },
  });
}

/** @param {Settings} form */
function presets(form) {
  const { last_s: current } = form.draft.time_range;
  const buttons = PRESETS.map(([label, seconds]) => {
    const props = {
      type: 'button',
      'aria-pressed': current === seconds,
      onclick: () => form.change({ time_range: lastSeconds(seconds) }),
    };
    return h('button.small', props, h('span.hidden-text', 'last '), label);
  });
  return h('div.row.presets', { role: 'group', 'aria-label': 'Presets' }, buttons);
}

/** @param {Settings} form */
function relativeHint(form) {
  const { last_s: seconds } = form.draft.time_range;
  if (!seconds) return null;
  return h('p.muted.small', `${relativeRange(seconds)} before each start of the investigation.`);
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
