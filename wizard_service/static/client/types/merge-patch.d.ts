/** JSON merge patch (RFC 7396). */
/**
 * @param {any} target
 * @param {any} patch
 * @returns {any} neither is changed; parts that the patch does not touch stay the same objects
 */
export function applyPatch(target: any, patch: any): any;
/**
 * The patch that does what `first` and then `second` do; null when no single patch does.
 * @param {any} first
 * @param {any} second
 * @returns {any}
 */
export function composePatches(first: any, second: any): any;
/**
 * The paths at which two patches both say something, e.g. `settings.name`.
 * @param {any} one
 * @param {any} other
 * @returns {string[]}
 */
export function overlap(one: any, other: any, path?: string): string[];
/** @param {any} value @returns {value is Record<string, any>} */
export function isObject(value: any): value is Record<string, any>;
