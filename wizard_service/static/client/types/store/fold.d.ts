/** @import { FeedEvent, JsonObject, WizardState } from '../types.js' */
/**
 * @param {WizardState} state
 * @param {FeedEvent} event of a version that is not in the state yet
 * @returns {WizardState} a new one; types that are not known here change its version only
 */
export function fold(state: WizardState, event: FeedEvent): WizardState;
import type { WizardState } from '../types.js';
import type { FeedEvent } from '../types.js';
