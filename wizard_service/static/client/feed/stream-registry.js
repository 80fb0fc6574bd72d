/** Which streams this page shares with the other pages of its browser. */

import { BACKOFF, backoffMs, sleep, unlessAborted } from '../backoff.js';
import { SharedStream } from './shared-stream.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { TransportName } from './types.js'
 */

/** How often each was joined. @type {Map<SharedStream, number>} */
const joined = new Map();

/** Web Locks are there in secure contexts only, and refused where the browser may not store anything. */
export async function canShare() {
  if (!globalThis.navigator?.locks || typeof BroadcastChannel !== 'function') return false;
  return navigator.locks.query().then(
    () => true,
    () => false,
  );
}

/**
 * Join the stream of everything if that tells of the investigation, so that all pages need only one; else one of its own.
 * @param {WizardApi} api
 * @param {string | null} id
 * @param {TransportName[]} transports
 * @param {string | null} owner of the investigation
 * @param {AbortSignal} signal
 */
export async function join(api, id, transports, owner, signal) {
  const subject = api.http.user || subjectOf(await tokenOf(api, signal));
  const everything = entered(api, null, transports, subject);
  if (id === null) return { stream: everything, isFiltered: false };
  try {
    if ((await unlessAborted(everything.owner, signal)) === owner)
      return { stream: everything, isFiltered: true };
  } catch (failure) {
    leave(everything);
    throw failure;
  }
  const one = entered(api, id, transports, subject);
  leave(everything);
  return { stream: one, isFiltered: false };
}

/** To be called once for each time it was joined. @param {SharedStream} stream */
export function leave(stream) {
  const left = (joined.get(stream) ?? 0) - 1;
  joined.set(stream, left);
  if (left > 0) return;
  joined.delete(stream);
  stream.close();
}

/** @param {WizardApi} api @param {string | null} id @param {TransportName[]} transports @param {string} subject */
function entered(api, id, transports, subject) {
  const name = ['wizard-feed', api.http.baseUrl, subject, id ?? '*', transports.join()].join(' ');
  const stream =
    [...joined.keys()].find((each) => each.name === name) ??
    new SharedStream(name, api, id, transports);
  joined.set(stream, (joined.get(stream) ?? 0) + 1);
  return stream;
}

/** Whoever cannot get one now is asked again later, as for every request. @param {WizardApi} api @param {AbortSignal} signal */
async function tokenOf(api, signal) {
  for (let failures = 0; ; failures += 1) {
    try {
      return await api.http.token(false);
    } catch {
      await sleep(backoffMs(failures, BACKOFF), signal);
    }
  }
}

/** Whose token it is, so that two users in one browser do not share a stream. @param {string | null} token */
function subjectOf(token) {
  if (token === null) return '';
  try {
    return String(
      JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))).sub,
    );
  } catch {
    return token;
  }
}
