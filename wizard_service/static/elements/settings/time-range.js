/** Renders the time range of the settings form, with presets that end now. */

import { texts } from '../../texts/elements.js';
import { withCalendar } from '../display/calendar.js';
import { fromWallClock, isInstant, relativeRange, timeZone, wallClock } from '../display/time.js';
import { h } from '../vdom.js';
import { textField } from './fields.js';
import { lastSeconds, toTimestamp } from './validation.js';

/**
 * @import { Settings } from '../settings.js'
 * @import { VNode } from '../vdom.js'
 */

const HOUR_S = 3600;
const DAY_S = 86_400;
const PRESETS_S = [HOUR_S, DAY_S, 7 * DAY_S, 30 * DAY_S];
// The date and time of a clock in the zone of the page, to the day, the minute or the second.
const WALL_CLOCK = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?$/;

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
  const { typed, draft } = form;
  const valid = toInputValue(draft.time_range[name]);
  const [day, time = '00:00'] = valid.split(' ');
  const props = {
    value: typed[name] ?? valid,
    placeholder: texts.settings.timeFormat,
    oninput: (/** @type {any} */ { target }) => type(form, name, target.value),
    onchange: () => form.showTime(name),
  };
  const pick = (/** @type {string} */ picked) => {
    type(form, name, `${picked} ${time}`);
    form.showTime(name);
  };
  const around = (/** @type {VNode} */ input) => withCalendar(input, label, day, pick);
  const path = `time_range.${name}`;
  return textField(form, path, label, props, 'input', form.editable ? around : undefined);
}

/** @param {Settings} form @param {'start' | 'end'} name @param {string} text */
function type(form, name, text) {
  const { start, end } = form.draft.time_range;
  form.typed[name] = text;
  form.change({ time_range: { start, end, [name]: fromInputValue(text) } });
}

/** @param {Settings} form */
function presets(form) {
  const { last_s: current } = form.draft.time_range;
  const buttons = PRESETS_S.map((seconds) => {
    const props = {
      type: 'button',
      'aria-pressed': current === seconds,
      onclick: () => {
        form.typed = {};
        form.change({ time_range: lastSeconds(seconds) });
      },
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
  return timestamp ? wallClock(Date.parse(timestamp)).replace('T', ' ') : '';
}

/** Reads a time, also one with an offset, as logs have it. @param {string} text */
function fromInputValue(text) {
  const [, day, time = '00:00'] = WALL_CLOCK.exec(text.trim()) ?? [];
  const instant = isInstant(text.trim()) ? Date.parse(text) : NaN;
  const ms = day ? fromWallClock(`${day}T${time}`) : instant;
  return Number.isNaN(ms) ? '' : toTimestamp(ms);
}
