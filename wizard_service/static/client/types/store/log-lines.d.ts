/** The newest lines that a state keeps. @param {string[]} lines */
export function newest(lines: string[]): string[];
/**
 * Apply the `changes` of a `state_updated`: lines stay where the patch does not say `logs: []`.
 * @param {JsonObject} state @param {JsonObject} changes @returns {JsonObject}
 */
export function applyChanges(state: JsonObject, changes: JsonObject): JsonObject;
import type { JsonObject } from '../types.js';
