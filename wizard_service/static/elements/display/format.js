/** Formats values for the user: durations, percentages, statuses. */

import { texts } from '../../texts/elements.js';
import { number } from '../../texts/language.js';
import { exactTime, isInstant } from './time.js';

/** @type {Record<string, string>} */
const TONES = {
  in_progress: 'running',
  running: 'running',
  completed: 'done',
  done: 'done',
  error: 'error',
  failed: 'error',
  cancelled: 'cancelled',
  skipped: 'cancelled',
  pending: 'pending',
};

/**
 * Returns the tone of the status of an investigation, phase, agent or tool: the name of an icon and
 * of a class with its colour.
 * @param {unknown} status
 */
export function statusTone(status) {
  return TONES[String(status).toLowerCase()] ?? 'pending';
}

/** @param {unknown} status */
export function statusLabel(status) {
  return wordOf(texts.statuses, status) ?? humanize(status);
}

/**
 * Turns an identifier into words, `failed_logins` into "Failed logins". Those of the API are in the
 * language of the page.
 * @param {unknown} name
 */
export function humanize(name) {
  const known = wordOf(texts.words, name) ?? wordOf(texts.actions, name);
  if (known) return known;
  const text = String(name ?? '')
    .replaceAll(/[_-]+/g, ' ')
    .trim();
  const rest = text === text.toUpperCase() ? text.slice(1).toLowerCase() : text.slice(1);
  return `${text.charAt(0).toUpperCase()}${rest}`.replace(/\bip\b/gi, 'IP');
}

/**
 * Returns the word for a name of the API, undefined for a name of an executor.
 * @param {Record<string, string>} words
 * @param {unknown} name
 */
export function wordOf(words, name) {
  const key = String(name).toLowerCase();
  return Object.hasOwn(words, key) ? words[key] : undefined;
}

/** @param {unknown} value */
export function percent(value) {
  return texts.format.percent(Math.round(Number(value) || 0));
}

/**
 * Formats a duration. The service's clock gives the begin; an end before it comes from an executor
 * whose clock is behind, and the text names that clock.
 * @param {number | null | undefined} ms
 * @param {number} [decimals] of less than ten seconds
 * @returns {string}
 */
export function duration(ms, decimals = 1) {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return '';
  const { format } = texts;
  if (ms < 0) return format.executorBehind(duration(-ms));
  if (ms < 1000) return format.milliseconds(number(Math.round(ms)));
  const seconds = ms / 1000;
  if (seconds < 60) return format.seconds(fixed(seconds, seconds < 10 ? decimals : 0));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return format.minutes(number(minutes), twoDigits(Math.floor(seconds % 60)));
  return format.hours(number(Math.floor(minutes / 60)), twoDigits(minutes % 60));
}

/** @param {number} value @param {number} decimals */
function fixed(value, decimals) {
  return number(value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** @param {number} value */
function twoDigits(value) {
  return number(value, { minimumIntegerDigits: 2 });
}

/**
 * Returns the milliseconds between two RFC 3339 times, null when one is missing.
 * @param {string | null | undefined} start
 * @param {string | null | undefined} end
 */
export function elapsedMs(start, end) {
  return start && end ? Date.parse(end) - Date.parse(start) : null;
}

/** Formats a value of any shape in one line. @param {unknown} value */
export function inlineValue(value) {
  if (value === null || value === undefined) return texts.format.none;
  if (isInstant(value)) return exactTime(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
