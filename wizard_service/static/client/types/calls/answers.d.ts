/** @typedef {import('../http.js').Answer} Answer */
/**
 * @param {Answer} answer
 * @returns {any}
 * @throws {WizardError} when it is not JSON, such as a login page
 */
export function documentOf({ status, text }: Answer): any;
/** @param {Answer} answer @returns {import('../types.js').Tagged<any>} */
export function taggedOf(answer: Answer): import("../types.js").Tagged<any>;
/** @param {string} investigationId @param {string} resource */
export function pathOf(investigationId: string, resource: string): string;
export type Answer = import("../http.js").Answer;
