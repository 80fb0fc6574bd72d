/** Waiting between attempts: backoff with full jitter, Retry-After, and abortable sleeps. */

/** @typedef {{ attempts: number, baseMs: number, capMs: number }} Backoff */

/** @type {Backoff} */
export const BACKOFF = Object.freeze({ attempts: 4, baseMs: 2_000, capMs: 30_000 });

// Retry-After overrides the backoff, but a date from a wrong clock must not stall a page for days.
export const MAX_RETRY_AFTER_MS = 300_000;

/**
 * Draws the wait before a retry; the jitter keeps many clients from returning at once.
 * @param {number} retry 0, 1, ...
 * @param {{ baseMs: number, capMs: number }} backoff
 * @param {number} fraction random, 0 to 1
 */
export function backoffMs(retry, { baseMs, capMs }, fraction = Math.random()) {
  return fraction * Math.min(capMs, baseMs * 2 ** Math.min(retry, 30));
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
