/**
 * Puts the calendar of the browser beside an input that holds a date as text. The date inputs of
 * browsers follow the language of the browser, and show 12 hours where the page shows 24.
 */

import { texts } from '../../texts/elements.js';
import { h } from '../vdom.js';
import { icon } from './icons.js';

/** @import { VNode } from '../vdom.js' */

/**
 * @param {VNode} input whose place the calendar shares
 * @param {string} label of the input
 * @param {string} day that the calendar opens at, such as `2026-01-31`, empty for today
 * @param {(day: string) => void} pick called with the day that the user picks
 */
export function withCalendar(input, label, day, pick) {
  const open = {
    type: 'button',
    'aria-label': texts.format.calendarOf(label),
    onclick: (/** @type {any} */ { currentTarget }) => currentTarget.nextSibling.showPicker(),
  };
  const calendar = {
    type: 'date',
    tabIndex: -1,
    'aria-hidden': 'true',
    value: day,
    onchange: (/** @type {any} */ { target }) => target.value && pick(target.value),
  };
  return h('div.dated', input, h('button.plain.icon.small', open, icon('calendar')), [
    h('input', calendar),
  ]);
}
