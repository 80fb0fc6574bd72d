/** Formats times, all in one zone: that of the browser, until the page sets another. */

import { texts } from '../../texts/elements.js';
import { dateLocale, number, onLanguage, relative } from '../../texts/language.js';
import { serviceNow } from './clock.js';

/** @type {[Intl.RelativeTimeFormatUnit, number][]} each unit and how many make the next */
const UNITS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Infinity],
];
// RFC 3339, as the service stores times and executors write them into evidence.
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

// `GMT+02:00`, or with seconds before zones were standardized; `GMT` alone is UTC.
const OFFSET = /([+-])(\d\d):(\d\d)(?::(\d\d))?/;

export const BROWSER_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

const changes = new EventTarget();
let zone = BROWSER_ZONE;
let formats = formatsIn(zone);
onLanguage(() => (formats = formatsIn(zone)));

/** The name of the zone, such as `UTC` or `Europe/Berlin`. */
export const timeZone = () => zone;

/**
 * Shows all times of the page in a zone.
 * @param {string} name of the IANA database
 * @throws {RangeError} when the browser does not know the zone
 */
export function setTimeZone(name) {
  formats = formatsIn(name);
  zone = name;
  changes.dispatchEvent(new Event('change'));
}

/** Calls a function after each change of the zone. @param {() => void} changed @param {AbortSignal} signal */
export function onTimeZone(changed, signal) {
  changes.addEventListener('change', changed, { signal });
}

/** @param {string} timeZone */
function formatsIn(timeZone) {
  const day = /** @type {const} */ ({ year: 'numeric', month: 'short', day: 'numeric' });
  const minute = /** @type {const} */ ({ hour: '2-digit', minute: '2-digit' });
  const second = /** @type {const} */ ({ ...minute, second: '2-digit' });
  const format = (/** @type {Intl.DateTimeFormatOptions} */ options) =>
    new Intl.DateTimeFormat(dateLocale(), { ...options, timeZone, hourCycle: 'h23' });
  return {
    minute: format({ ...day, ...minute }),
    second: format({ ...day, ...second }),
    timeOfDay: format(second),
    day: new Intl.DateTimeFormat(dateLocale(), { day: 'numeric', month: 'short', timeZone: 'UTC' }),
    // Its text is read, so it is in one language.
    offset: new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' }),
  };
}

/**
 * Returns the offset of the zone at a time, such as `UTC+2`.
 * @param {number} ms
 */
export function zoneOffset(ms = Date.now()) {
  const minutes = Math.round(offsetMs(ms) / 60_000);
  if (!minutes) return 'UTC';
  const size = Math.abs(minutes);
  const rest = size % 60 ? `:${size % 60}` : '';
  return `UTC${minutes < 0 ? '-' : '+'}${Math.floor(size / 60)}${rest}`;
}

/** Formats a time relative to now, such as "3 min. ago". @param {string | null | undefined} time */
export function relativeTime(time) {
  if (!time) return '';
  let amount = (Date.parse(time) - serviceNow()) / 1000;
  if (Math.abs(amount) < 5) return texts.format.justNow;
  for (const [unit, size] of UNITS) {
    if (Math.abs(amount) < size) return relative(Math.round(amount), unit);
    amount /= size;
  }
  return '';
}

/** Names a relative time range, such as "The last 24 hours". @param {number} seconds */
export function relativeRange(seconds) {
  const [amount, unit] =
    seconds % 86_400 || seconds === 86_400 ? [seconds / 3600, 'hour'] : [seconds / 86_400, 'day'];
  const options = /** @type {const} */ ({ style: 'unit', unit, unitDisplay: 'long' });
  return texts.format.lastRange(number(amount, { ...options, maximumFractionDigits: 2 }));
}

/** Formats a day without its year. @param {string} date such as `2026-01-31` */
export function dayOfYear(date) {
  return formatted(formats.day, date);
}

/** Formats the seconds of a day. @param {string | Date | null | undefined} time */
export function timeOfDay(time) {
  return time ? formatted(formats.timeOfDay, time) : '';
}

/** Formats a date and its minute. @param {string | null | undefined} time */
export function dateTime(time) {
  return time ? formatted(formats.minute, time) : '';
}

/** Formats a date and its second. @param {string} time */
export function exactTime(time) {
  return formatted(formats.second, time);
}

/** @param {Intl.DateTimeFormat} format @param {string | Date} time */
function formatted(format, time) {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : format.format(date);
}

/** @param {unknown} value @returns {value is string} */
export function isInstant(value) {
  return typeof value === 'string' && INSTANT.test(value);
}

/**
 * Returns the date and time that a clock in the zone shows, such as `2026-01-31T09:30:00`.
 * @param {number} ms
 */
export function wallClock(ms) {
  return new Date(ms + offsetMs(ms)).toISOString().slice(0, 19);
}

/**
 * Returns when a clock in the zone shows a date and time, NaN for a text that is none. Of two times
 * the earlier counts.
 * @param {string} text such as `2026-01-31T09:30`
 */
export function fromWallClock(text) {
  const shown = Date.parse(`${text}Z`);
  if (Number.isNaN(shown)) return shown;
  const day = 86_400_000;
  const candidates = [shown - day, shown + day].map((near) => shown - offsetMs(near));
  return candidates.find((ms) => ms + offsetMs(ms) === shown) ?? candidates[0];
}

/** Returns how far the zone is ahead of UTC at a time. @param {number} ms */
function offsetMs(ms) {
  const name = formats.offset.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign, hours, minutes, seconds = '0'] = OFFSET.exec(name ?? '') ?? [];
  if (!sign) return 0;
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}
