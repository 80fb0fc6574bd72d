/** Waiting between attempts: backoff with full jitter, Retry-After, and abortable sleeps. */

/**
 * @import { ClientConfig } from './types/config.js'
 *
 * @typedef {object} Backoff
 * @property {number} attempts of one request
 * @property {number} firstWaitMs the shortest wait
 * @property {number} baseMs the longest wait before the first retry
 * @property {number} multiplier how much longer the longest wait before each following retry is
 * @property {number} capMs the longest wait of all
 */

/** @type {Readonly<Backoff>} */
export const BACKOFF = Object.freeze({
  attempts: 4,
  firstWaitMs: 500,
  baseMs: 2_000,
  multiplier: 2,
  capMs: 30_000,
});

// Retry-After overrides the backoff, but a date from a wrong clock must not stall a page for days.
export const MAX_RETRY_AFTER_MS = 300_000;

/**
 * Returns the backoff that the service recommends.
 * @param {ClientConfig} config
 * @returns {Backoff}
 */
export function configuredBackoff({ polling }) {
  return {
    attempts: polling.max_retries + 1,
    firstWaitMs: polling.fast_interval_ms,
    baseMs: polling.normal_interval_ms,
    multiplier: polling.backoff_multiplier,
    capMs: polling.max_backoff_ms,
  };
}

/**
 * Draws the wait before a retry; the jitter keeps many clients from returning at once.
 * @param {number} retry 0, 1, ...
 * @param {Backoff} backoff
 * @param {number} fraction random, 0 to 1
 */
export function backoffMs(retry, backoff, fraction = Math.random()) {
  const { firstWaitMs, baseMs, multiplier, capMs } = backoff;
  const longest = Math.min(capMs, baseMs * multiplier ** Math.min(retry, 30));
  const shortest = Math.min(firstWaitMs, longest);
  return shortest + fraction * (longest - shortest);
}

/**
 * Parses a Retry-After header.
 * @param {string | null} header
 * @param {number} nowMs
 * @returns {number | null} null when it is absent or neither a number nor a date
 */
export function retryAfterMs(header, nowMs = Date.now()) {
  if (header === null) return null;
  if (/^\d+$/.test(header)) return Math.min(Number(header) * 1000, MAX_RETRY_AFTER_MS);
  const retryAt = /^[A-Z]/.test(header) ? Date.parse(header) : NaN;
  if (Number.isNaN(retryAt)) return null;
  return Math.min(Math.max(0, retryAt - nowMs), MAX_RETRY_AFTER_MS);
}

/**
 * Resolves after the time, or at once when `wake` fires; rejects with the reason of `signal`.
 * @param {number} ms
 * @param {AbortSignal | null} [signal]
 * @param {AbortSignal | null} [wake]
 * @returns {Promise<void>}
 */
export function sleep(ms, signal = null, wake = null) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(finish, ms);
    signal?.addEventListener('abort', finish);
    wake?.addEventListener('abort', finish);
    if (wake?.aborted) finish();

    function finish() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      wake?.removeEventListener('abort', finish);
      if (signal?.aborted) reject(signal.reason);
      else resolve();
    }
  });
}

/**
 * Settles as the promise does, or rejects with the reason of the signal if that fires first.
 * @template T
 * @param {T | Promise<T>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export function unlessAborted(promise, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    Promise.resolve(promise)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}
