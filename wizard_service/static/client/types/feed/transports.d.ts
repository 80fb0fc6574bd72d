/**
 * @param {import('../api.js').WizardApi} api
 * @param {string | null} investigationId null: everything the caller owns
 * @param {readonly TransportName[]} names
 * @returns {import('./session.js').FeedTransport[]}
 * @throws {RangeError} for an unknown name, or none
 */
export function makeTransports(api: import("../api.js").WizardApi, investigationId: string | null, names: readonly TransportName[]): import("./session.js").FeedTransport[];
/** @typedef {import('./types.js').TransportName} TransportName */
/** The best first. @type {readonly TransportName[]} */
export const TRANSPORTS: readonly TransportName[];
export type TransportName = import("./types.js").TransportName;
