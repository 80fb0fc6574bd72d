/** When to come back: full jitter, so that many clients do not return all at once. */

/** @typedef {{ attempts: number, baseMs: number, capMs: number }} Backoff */

/** @type {Backoff} */
export const BACKOFF = Object.freeze({ attempts: 4, baseMs: 2_000, capMs: 30_000 });

// Retry-After wins over our own backoff, but a date from a wrong clock must not park a page for days.
export const LONGEST_WAIT_MS = 300_000;

/**
 * @param {number} retry 0, 1, ...
 * @param {{ baseMs: number, capMs: number }} backoff
 * @param {number} fraction where between nothing and the longest wait of this retry: a fresh random number of 0..1
 */
export function backoffMs(retry, { baseMs, capMs }, fraction = Math.random()) {
  return fraction * Math.min(capMs, baseMs * 2 ** Math.min(retry, 30));
}

/**
 * @param {string | null} header
 * @param {number} nowMs
 * @returns {number | null} null when it is absent or neither number nor date
 */
export function retryAfterMs(header, nowMs = Date.now()) {
  if (header === null) return null;
  if (/^\d+$/.test(header)) return Math.min(Number(header) * 1000, LONGEST_WAIT_MS);
  const asked = /^[A-Z]/.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(asked) ? null : Math.min(Math.max(0, asked - nowMs), LONGEST_WAIT_MS);
}

/**
 * Resolves after the time, or at once when `woken` fires; rejects with the reason of `signal`.
 * @param {number} ms
 * @param {AbortSignal | null} [signal]
 * @param {AbortSignal | null} [woken]
 * @returns {Promise<void>}
 */
export function sleep(ms, signal = null, woken = null) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
    woken?.addEventListener('abort', done);
    if (woken?.aborted) done();

    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      woken?.removeEventListener('abort', done);
      signal?.aborted ? reject(signal.reason) : resolve();
    }
  });
}

/**
 * What is promised, unless the signal fires before: then its reason is thrown.
 * @template T
 * @param {T | Promise<T>} promised
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export function unlessAborted(promised, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    Promise.resolve(promised)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}
