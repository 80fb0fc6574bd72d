/**
 * @typedef {import('../types.js').JsonObject} JsonObject
 * @typedef {import('../types.js').FeedEvent} FeedEvent
 * @typedef {import('../types.js').WizardState} WizardState
 */
/**
 * @param {WizardState} state
 * @param {FeedEvent} event of a version that is not in the state yet
 * @returns {WizardState} a new one; types that are not known here change its version only
 */
export function fold(state: WizardState, event: FeedEvent): WizardState;
export type JsonObject = import("../types.js").JsonObject;
export type FeedEvent = import("../types.js").FeedEvent;
export type WizardState = import("../types.js").WizardState;
