/** Which of several transports is used: the best that works, and from time to time the best is tried again. */

// After this time on a lesser transport the best is tried again, and after twice the time when it still fails: a try
// costs the time of every attempt that fails.
export const FIRST_CLIMB_MS = 60_000;
export const LONGEST_CLIMB_MS = 600_000;

export class Ladder {
  /**
   * @param {number} rungs how many there are; 0 is the best
   * @param {() => number} [clock] ms
   */
  constructor(rungs, clock = () => performance.now()) {
    this.rung = 0;
    this._rungs = rungs;
    this._clock = clock;
    this._climbMs = FIRST_CLIMB_MS;
    this._climbAt = 0;
  }

  /** Return the rung to use now: the present one, or the best when it is time to try it again. */
  choose() {
    if (this.isTimeToClimb) this.rung = 0;
    return this.rung;
  }

  get isTimeToClimb() {
    return this.rung > 0 && this._clock() >= this._climbAt;
  }

  get climbInMs() {
    // A timer counts whole milliseconds, and one that fires early would cut a stream for nothing.
    return Math.max(0, Math.ceil(this._climbAt - this._clock()));
  }

  /** Take note that the present rung works. */
  hold() {
    if (this.rung === 0) this._climbMs = FIRST_CLIMB_MS;
  }

  /** Go to the next rung, from the last to the best. */
  stepDown() {
    if (this.rung === 0) this._leaveTop();
    this.rung = (this.rung + 1) % this._rungs;
    // Where nothing works, it was not the best one's fault.
    if (this.rung === 0) this._climbMs = FIRST_CLIMB_MS;
  }

  /** Use this rung next. @param {number} rung */
  goTo(rung) {
    if (this.rung === 0 && rung > 0) this._leaveTop();
    this.rung = rung;
  }

  _leaveTop() {
    this._climbAt = this._clock() + this._climbMs;
    this._climbMs = Math.min(2 * this._climbMs, LONGEST_CLIMB_MS);
  }
}
