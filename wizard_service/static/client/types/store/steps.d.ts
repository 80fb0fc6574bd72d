/**
 * Which step is on the screen, and the way back. Looking at an earlier step is not going back to it: that would drop
 * progress and results, and is a change like any other.
 */
/**
 * @typedef {import('./types.js').WizardStoreState} WizardStoreState
 * @typedef {import('../types.js').WizardStep} WizardStep
 * @typedef {{ entries: WizardStep[], position: number }} Navigation
 * @typedef {Pick<import('./types.js').WizardStoreActions, 'setCurrentStep' | 'navigateToStep' | 'goBack' | 'goForward'
 *   | 'loadCheckpoint'>} StepActions
 */
/** Go to a step: what lay ahead is forgotten. @param {Navigation} navigation @param {WizardStep} step @returns {Navigation} */
export function visited({ entries, position }: Navigation, step: WizardStep): Navigation;
/** Go back (-1) or forward (1) as far as there is something. @param {Navigation} navigation @param {1 | -1} by @returns {Navigation} */
export function moved({ entries, position }: Navigation, by: 1 | -1): Navigation;
/**
 * @param {import('../api.js').WizardApi} api
 * @param {import('./container.js').Container<WizardStoreState>} container
 * @param {(act: (id: string) => Promise<import('../types.js').Tagged<import('../types.js').WizardState>>) => Promise<void>} command
 *   changes the open investigation
 * @param {(read: (id: string) => Promise<void>) => Promise<void>} reading
 * @returns {StepActions}
 */
export function stepActions(api: import("../api.js").WizardApi, container: import("./container.js").Container<WizardStoreState>, command: (act: (id: string) => Promise<import("../types.js").Tagged<import("../types.js").WizardState>>) => Promise<void>, reading: (read: (id: string) => Promise<void>) => Promise<void>): StepActions;
export type WizardStoreState = import("./types.js").WizardStoreState;
export type WizardStep = import("../types.js").WizardStep;
export type Navigation = {
    entries: WizardStep[];
    position: number;
};
export type StepActions = Pick<import("./types.js").WizardStoreActions, "setCurrentStep" | "navigateToStep" | "goBack" | "goForward" | "loadCheckpoint">;
