/**
 * The step on the screen, and the steps shown before. Showing an earlier step leaves `wizard_step`
 * as it is: a return to SETTINGS would drop progress and results.
 */

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { NavigationHistory } from '../types/lists.js'
 * @import { Tagged, WizardState, WizardStep } from '../types/state.js'
 * @import { Observable } from './observable.js'
 * @import { WizardStoreActions, WizardStoreState } from './types.js'
 *
 * @typedef {Pick<WizardStoreActions, 'setCurrentStep' | 'navigateToStep' | 'goBack' | 'goForward'>}
 *   NavigationActions
 */

/**
 * Appends a step, which replaces the steps ahead.
 * @param {NavigationHistory} navigation
 * @param {WizardStep} step
 * @returns {NavigationHistory}
 */
export function visit({ entries, position }, step) {
  if (entries[position] === step) return { entries, position };
  const kept = [...entries.slice(0, position + 1), step];
  return { entries: kept, position: kept.length - 1 };
}

/**
 * Moves back (-1) or forward (1), within the ends.
 * @param {NavigationHistory} navigation
 * @param {1 | -1} offset
 * @returns {NavigationHistory}
 */
export function move({ entries, position }, offset) {
  return { entries, position: Math.min(Math.max(position + offset, 0), entries.length - 1) };
}

/**
 * @param {WizardApi} api
 * @param {Observable<WizardStoreState>} observable
 * @param {(send: (id: string) => Promise<Tagged<WizardState>>) => Promise<void>} command changes
 *   the open investigation
 * @returns {NavigationActions}
 */
export function navigationActions(api, observable, command) {
  /** @param {NavigationHistory} navigation */
  const show = (navigation) => {
    const { currentStep } = observable.get();
    const step = navigation.entries[navigation.position] ?? currentStep;
    observable.set({ navigation, currentStep: step });
  };
  /** @param {WizardStep} step */
  const setCurrentStep = (step) => show(visit(observable.get().navigation, step));
  const openId = () => observable.get().wizardState?.investigation_id;

  return {
    setCurrentStep,
    navigateToStep: async (step) => {
      const id = openId();
      const isElsewhere = observable.get().wizardState?.wizard_step !== step;
      if (isElsewhere) await command((commandId) => api.navigate(commandId, { step }));
      // Another investigation can be open by then.
      if (openId() === id) setCurrentStep(step);
    },
    goBack: () => show(move(observable.get().navigation, -1)),
    goForward: () => show(move(observable.get().navigation, 1)),
  };
}
