/**
 * @param {number} retry 0, 1, ...
 * @param {{ baseMs: number, capMs: number }} backoff
 * @param {number} fraction where between nothing and the longest wait of this retry: a fresh random number of 0..1
 */
export function backoffMs(retry: number, { baseMs, capMs }: {
    baseMs: number;
    capMs: number;
}, fraction?: number): number;
/**
 * @param {string | null} header
 * @param {number} nowMs
 * @returns {number | null} null when it is absent or neither number nor date
 */
export function retryAfterMs(header: string | null, nowMs?: number): number | null;
/**
 * Resolves after the time, or at once when `woken` fires; rejects with the reason of `signal`.
 * @param {number} ms
 * @param {AbortSignal | null} [signal]
 * @param {AbortSignal | null} [woken]
 * @returns {Promise<void>}
 */
export function sleep(ms: number, signal?: AbortSignal | null, woken?: AbortSignal | null): Promise<void>;
/**
 * What is promised, unless the signal fires before: then its reason is thrown.
 * @template T
 * @param {T | Promise<T>} promised
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export function unlessAborted<T>(promised: T | Promise<T>, signal: AbortSignal): Promise<T>;
/** When to come back: full jitter, so that many clients do not return all at once. */
/** @typedef {{ attempts: number, baseMs: number, capMs: number }} Backoff */
/** @type {Backoff} */
export const BACKOFF: Backoff;
export const LONGEST_WAIT_MS: 300000;
export type Backoff = {
    attempts: number;
    baseMs: number;
    capMs: number;
};
