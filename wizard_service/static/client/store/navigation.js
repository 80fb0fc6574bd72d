/**
 * Which step is on the screen, and the way back. Looking at an earlier step is not going back to it: that would drop
 * progress and results, and is a change like any other.
 */

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { Tagged, WizardState, WizardStep } from '../types.js'
 * @import { Container } from './observable.js'
 * @import { WizardStoreActions, WizardStoreState } from './types.js'
 *
 * @typedef {{ entries: WizardStep[], position: number }} Navigation
 * @typedef {Pick<WizardStoreActions, 'setCurrentStep' | 'navigateToStep' | 'goBack' | 'goForward'>} StepActions
 */

/** Go to a step: what lay ahead is forgotten. @param {Navigation} navigation @param {WizardStep} step @returns {Navigation} */
export function visited({ entries, position }, step) {
  if (entries[position] === step) return { entries, position };
  const kept = [...entries.slice(0, position + 1), step];
  return { entries: kept, position: kept.length - 1 };
}

/** Go back (-1) or forward (1) as far as there is something. @param {Navigation} navigation @param {1 | -1} by @returns {Navigation} */
export function moved({ entries, position }, by) {
  return { entries, position: Math.min(Math.max(position + by, 0), entries.length - 1) };
}

/**
 * @param {WizardApi} api
 * @param {Container<WizardStoreState>} container
 * @param {(act: (id: string) => Promise<Tagged<WizardState>>) => Promise<void>} command
 *   changes the open investigation
 * @returns {StepActions}
 */
export function stepActions(api, container, command) {
  /** @param {Navigation} navigation */
  const look = (navigation) => {
    const { currentStep } = container.get();
    container.set({
      navigation,
      currentStep: navigation.entries[navigation.position] ?? currentStep,
    });
  };
  /** @param {WizardStep} step */
  const visit = (step) => look(visited(container.get().navigation, step));

  return {
    setCurrentStep: visit,
    navigateToStep: async (step) => {
      const { wizardState } = container.get();
      if (wizardState?.wizard_step !== step) await command((id) => api.navigate(id, { step }));
      if (container.get().wizardState?.investigation_id === wizardState?.investigation_id)
        visit(step);
    },
    goBack: () => look(moved(container.get().navigation, -1)),
    goForward: () => look(moved(container.get().navigation, 1)),
  };
}
