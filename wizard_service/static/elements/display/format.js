/** Formats values for the user: durations, percentages, statuses. */

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
/** @type {Record<string, string>} */
const LABELS = {
  in_progress: 'In progress',
  running: 'Running',
  completed: 'Completed',
  done: 'Completed',
  error: 'Error',
  failed: 'Error',
  cancelled: 'Cancelled',
  skipped: 'Skipped',
  pending: 'Waiting',
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
  return LABELS[String(status).toLowerCase()] ?? humanize(status);
}

/** Turns an identifier into words, `failed_logins` into "Failed logins". @param {unknown} name */
export function humanize(name) {
  const text = String(name ?? '')
    .replaceAll(/[_-]+/g, ' ')
    .trim();
  const rest = text === text.toUpperCase() ? text.slice(1).toLowerCase() : text.slice(1);
  return `${text.charAt(0).toUpperCase()}${rest}`.replace(/\bip\b/gi, 'IP');
}

/** @param {unknown} value */
export function percent(value) {
  return `${Math.round(Number(value) || 0)} %`;
}

/**
 * Formats a duration. The service's clock gives the begin; an end before it comes from an executor
 * whose clock is behind, and the text names that clock.
 * @param {number | null | undefined} ms
 * @returns {string}
 */
export function duration(ms) {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return '';
  if (ms < 0) return `unknown, the executor's clock is ${duration(-ms)} behind`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(Math.floor(seconds % 60))} s`;
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** @param {number} value */
function twoDigits(value) {
  return String(value).padStart(2, '0');
}

/**
 * Returns the milliseconds between two RFC 3339 times, null when one is missing.
 * @param {string | null | undefined} start
 * @param {string | null | undefined} end
 */
export function elapsedMs(start, end) {
  return start && end ? Date.parse(end) - Date.parse(start) : null;
}

/** @param {number} count @param {string} one */
export function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

/** Formats a value of any shape in one line. @param {unknown} value */
export function inlineValue(value) {
  if (value === null || value === undefined) return 'none';
  if (isInstant(value)) return exactTime(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
