/**
 * Compares the clock of this computer with that of the service, by the `Date` header of responses.
 */

import { clockDifference, setClockDifference } from '../../elements/display/clock.js';
import { duration } from '../../elements/display/format.js';
import { texts } from '../../texts/console.js';

// The header has whole seconds and was written some time ago; less is no disagreement.
const TOLERANCE_MS = 5000;
// Such responses never come from the browser's cache, with the time at which they were stored.
const FRESH = /no-store|no-cache/;

/**
 * Takes over the service's clock where the two disagree.
 * @param {Pick<Response, 'headers'>} response
 * @param {number} sentAt ms of this computer's clock
 */
export function compareClocks({ headers }, sentAt, arrivedAt = Date.now()) {
  const date = Date.parse(headers.get('Date') ?? '');
  const took = arrivedAt - sentAt;
  if (Number.isNaN(date) || took < 0) return;
  if (!FRESH.test(headers.get('Cache-Control') ?? '')) return;
  const difference = date + 500 - (sentAt + arrivedAt) / 2;
  // The service wrote the header at any moment while the request was on its way.
  if (Math.abs(difference) > TOLERANCE_MS + took / 2) setClockDifference(difference);
  else if (took < TOLERANCE_MS) setClockDifference(0);
}

/** Names a clock of this computer that is wrong, null for one that agrees with the service. */
export function clockProblem() {
  const ms = clockDifference();
  if (!ms) return null;
  const { ahead, behind } = texts.clock;
  return ms > 0 ? behind(duration(ms)) : ahead(duration(-ms));
}
