/**
 * @import { Answer } from '../http.js'
 * @import { Tagged } from '../types.js'
 */
/**
 * @param {Answer} answer
 * @returns {any}
 * @throws {WizardError} when it is not JSON, such as a login page
 */
export function documentOf({ status, text }: Answer): any;
/** @param {Answer} answer @returns {Tagged<any>} */
export function taggedOf(answer: Answer): Tagged<any>;
/** @param {string} investigationId @param {string} resource */
export function pathOf(investigationId: string, resource: string): string;
import type { Answer } from '../http.js';
import type { Tagged } from '../types.js';
