/** Renders the time range of the settings form, with presets that end now. */

import { texts } from '../../texts/elements.js';
import { fromWallClock, relativeRange, timeZone, wallClock } from '../display/time.js';
import { h } from '../vdom.js';
import { textField } from './fields.js';
import { lastSeconds, toTimestamp } from './validation.js';

/** @import { Settings } from '../settings.js' */

const HOUR_S = 3600;
const DAY_S = 86_400;
const PRESETS_S = [HOUR_S, DAY_S, 7 * DAY_S, 30 * DAY_S];
// Years have four digits.
const MAX_TIME = '9999-12-31T23:59:59';

/** @param {Settings} form */
export function timeRange(form) {
  return h('fieldset.time', [
    h('legend', texts.settings.timeRange, h('span.muted', timeZone())),
    timeField(form, 'start', texts.settings.from),
    timeField(form, 'end', texts.settings.to),
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
  const buttons = PRESETS_S.map((seconds) => {
    const props = {
      type: 'button',
      'aria-pressed': current === seconds,
      onclick: () => form.change({ time_range: lastSeconds(seconds) }),
    };
    return h(
      'button.small',
      props,
      h('span.hidden-text', texts.settings.last),
      presetLabel(seconds),
    );
  });
  return h('div.row.presets', { role: 'group', 'aria-label': texts.settings.presets }, buttons);
}

/** @param {number} seconds */
function presetLabel(seconds) {
  if (seconds <= DAY_S) return texts.settings.hours(seconds / HOUR_S);
  return texts.settings.days(seconds / DAY_S);
}

/** @param {Settings} form */
function relativeHint(form) {
  const { last_s: seconds } = form.draft.time_range;
  if (!seconds) return null;
  return h('p.muted.small', texts.settings.relativeRange(relativeRange(seconds)));
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
