/**
 * The present by the clock of the service, as far as the page knows it. Times that the service
 * stores are compared with this one and not with the clock of the computer, which may be wrong.
 */

let aheadMs = 0;

/** The present time in ms, by the clock of the service. */
export const serviceNow = () => Date.now() + aheadMs;

/** How far the clock of the service is ahead of that of this computer; 0 while they agree. */
export const clockDifference = () => aheadMs;

/** @param {number} ms */
export function setClockDifference(ms) {
  aheadMs = ms;
}
