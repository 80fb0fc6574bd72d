/** The streams that this page shares with the other tabs of its browser. */

import { backoffMs, sleep, unlessAborted } from '../backoff.js';
import { SharedStream } from './shared-stream.js';
import { FeedStream } from './stream.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { StreamOptions } from './stream.js'
 * @import { TransportName } from './types.js'
 */

/** The streams in use, with the number of their users. @type {Map<SharedStream, number>} */
const userCounts = new Map();

/** Web Locks exist in secure contexts only, and fail where the browser blocks storage. */
export async function canShare() {
  if (!globalThis.navigator?.locks || typeof BroadcastChannel !== 'function') return false;
  return navigator.locks.query().then(
    () => true,
    () => false,
  );
}

/**
 * Joins the stream of everything if it carries the investigation, so that all pages share one
 * stream; otherwise joins a stream of the investigation.
 * @param {WizardApi} api
 * @param {string | null} id
 * @param {TransportName[]} transports
 * @param {string | null} owner of the investigation
 * @param {AbortSignal} signal
 */
export async function join(api, id, transports, owner, signal) {
  const subject = api.http.user || subjectOf(await currentToken(api, signal));
  const everything = acquire(api, null, transports, subject);
  if (id === null) return { stream: everything, isFiltered: false };
  try {
    const feedOwner = await unlessAborted(everything.owner, signal);
    if (feedOwner === owner) return { stream: everything, isFiltered: true };
  } catch (failure) {
    leave(everything);
    throw failure;
  }
  const single = acquire(api, id, transports, subject);
  leave(everything);
  return { stream: single, isFiltered: false };
}

/** Leaves a stream that was joined; the last user closes it. @param {SharedStream} stream */
export function leave(stream) {
  const users = (userCounts.get(stream) ?? 0) - 1;
  userCounts.set(stream, users);
  if (users > 0) return;
  userCounts.delete(stream);
  stream.close();
}

/**
 * @param {WizardApi} api
 * @param {string | null} id
 * @param {TransportName[]} transports
 * @param {string} subject
 */
function acquire(api, id, transports, subject) {
  const parts = ['wizard-feed', api.http.baseUrl, subject, id ?? '*', transports.join()];
  const name = parts.join(' ');
  const open = [...userCounts.keys()].find((stream) => stream.name === name);
  /** @param {StreamOptions} options */
  const openStream = (options) => new FeedStream(api, id, { ...options, transports });
  const stream = open ?? new SharedStream(name, openStream);
  userCounts.set(stream, (userCounts.get(stream) ?? 0) + 1);
  return stream;
}

/**
 * Returns the token, and retries while its source fails.
 * @param {WizardApi} api
 * @param {AbortSignal} signal
 */
async function currentToken(api, signal) {
  for (let failures = 0; ; failures += 1) {
    try {
      return await api.http.credentials.current();
    } catch {
      await sleep(backoffMs(failures, api.http.backoff), signal);
    }
  }
}

/**
 * Reads the user from a token: two users of one browser must not share a stream.
 * @param {string | null} token
 */
function subjectOf(token) {
  if (token === null) return '';
  try {
    const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    return String(JSON.parse(atob(payload)).sub);
  } catch {
    return token;
  }
}
