/** Which of several transports is used: the best that works, and from time to time the best is tried again. */
export const FIRST_CLIMB_MS: 60000;
export const LONGEST_CLIMB_MS: 600000;
export class Ladder {
    /**
     * @param {number} rungs how many there are; 0 is the best
     * @param {() => number} [clock] ms
     */
    constructor(rungs: number, clock?: () => number);
    rung: number;
    _rungs: number;
    _clock: () => number;
    _climbMs: number;
    _climbAt: number;
    /** Return the rung to use now: the present one, or the best when it is time to try it again. */
    choose(): number;
    get isTimeToClimb(): boolean;
    get climbInMs(): number;
    /** Take note that the present rung works. */
    hold(): void;
    /** Go to the next rung, from the last to the best. */
    stepDown(): void;
    /** Use this rung next. @param {number} rung */
    goTo(rung: number): void;
    _leaveTop(): void;
}
