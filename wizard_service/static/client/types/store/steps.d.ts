/**
 * Which step is on the screen, and the way back. Looking at an earlier step is not going back to it: that would drop
 * progress and results, and is a change like any other.
 */
/**
 * @import { WizardApi } from '../api.js'
 * @import { Tagged, WizardState, WizardStep } from '../types.js'
 * @import { Container } from './container.js'
 * @import { WizardStoreActions, WizardStoreState } from './types.js'
 *
 * @typedef {{ entries: WizardStep[], position: number }} Navigation
 * @typedef {Pick<WizardStoreActions, 'setCurrentStep' | 'navigateToStep' | 'goBack' | 'goForward'>} StepActions
 */
/** Go to a step: what lay ahead is forgotten. @param {Navigation} navigation @param {WizardStep} step @returns {Navigation} */
export function visited({ entries, position }: Navigation, step: WizardStep): Navigation;
/** Go back (-1) or forward (1) as far as there is something. @param {Navigation} navigation @param {1 | -1} by @returns {Navigation} */
export function moved({ entries, position }: Navigation, by: 1 | -1): Navigation;
/**
 * @param {WizardApi} api
 * @param {Container<WizardStoreState>} container
 * @param {(act: (id: string) => Promise<Tagged<WizardState>>) => Promise<void>} command
 *   changes the open investigation
 * @returns {StepActions}
 */
export function stepActions(api: WizardApi, container: Container<WizardStoreState>, command: (act: (id: string) => Promise<Tagged<WizardState>>) => Promise<void>): StepActions;
export type Navigation = {
    entries: WizardStep[];
    position: number;
};
export type StepActions = Pick<WizardStoreActions, "setCurrentStep" | "navigateToStep" | "goBack" | "goForward">;
import type { WizardStep } from '../types.js';
import type { WizardApi } from '../api.js';
import type { WizardStoreState } from './types.js';
import type { Container } from './container.js';
import type { WizardState } from '../types.js';
import type { Tagged } from '../types.js';
import type { WizardStoreActions } from './types.js';
