/** Turns named periods, such as last month, into times, in the zone of the page. */

import { serviceNow } from '../display/clock.js';
import { fromWallClock, wallClock } from '../display/time.js';

/**
 * @typedef {object} Bounds times of RFC 3339; a bound that is absent does not limit
 * @property {string} [from]
 * @property {string} [to]
 */

const DAY_MS = 86_400_000;

/** The periods that can be chosen. */
export const PERIODS = /** @type {const} */ (['24h', '7d', '30d', 'today', 'month', 'last_month']);
/** @type {Record<string, number>} */
const LENGTHS_MS = { '24h': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS };

/**
 * Returns the bounds of a period at a moment; none for a name that is no period.
 * @param {string | undefined} name
 * @param {number} now in ms
 * @returns {Bounds}
 */
export function boundsOf(name, now = serviceNow()) {
  if (name && name in LENGTHS_MS) return { from: instant(now - LENGTHS_MS[name]) };
  const today = wallClock(now).slice(0, 10);
  const month = `${today.slice(0, 7)}-01`;
  if (name === 'today') return { from: startOf(today) };
  if (name === 'month') return { from: startOf(month) };
  if (name !== 'last_month') return {};
  return { from: startOf(monthBefore(month)), to: instant(fromWallClock(`${month}T00:00`) - 1) };
}

/** @param {string} month its first day */
function monthBefore(month) {
  const lastDay = Date.parse(`${month}T00:00:00Z`) - DAY_MS;
  return `${new Date(lastDay).toISOString().slice(0, 7)}-01`;
}

/** @param {string} day */
function startOf(day) {
  return instant(fromWallClock(`${day}T00:00`));
}

/** @param {number} ms */
function instant(ms) {
  return new Date(ms).toISOString();
}
