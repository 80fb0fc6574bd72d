/** Which step is on the screen, and the way back: kept by the service, usable without it. */

import { WizardError } from '../problem.js';

/**
 * @typedef {import('./types.js').WizardStoreState} WizardStoreState
 * @typedef {import('../types.js').WizardStep} WizardStep
 * @typedef {{ entries: WizardStep[], position: number }} Navigation
 * @typedef {Pick<import('./types.js').WizardStoreActions, 'setCurrentStep' | 'navigateToStep' | 'goBack' | 'goForward'
 *   | 'loadCheckpoint'>} StepActions
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
 * @param {import('../api.js').WizardApi} api
 * @param {import('./container.js').Container<WizardStoreState>} container
 * @param {() => string} idOf the open investigation
 * @param {<T>(act: () => Promise<T>) => Promise<T>} telling
 * @returns {StepActions}
 */
export function stepActions(api, container, idOf, telling) {
  /** @param {Navigation} navigation @param {import('../types.js').JsonObject} target */
  const go = async (navigation, target) => {
    container.set({ navigation, currentStep: navigation.entries[navigation.position] ?? container.get().currentStep });
    try {
      await api.navigate(idOf(), /** @type {any} */ (target));
    } catch (failure) {
      // Which page is looked at matters to nobody else: without the service it is only not remembered.
      const isBearable = failure instanceof WizardError && (failure.isPassing || failure.code === 'feature_disabled');
      if (!isBearable) throw failure;
    }
  };
  const navigation = () => container.get().navigation;

  return {
    setCurrentStep: (currentStep) => container.set({ currentStep }),
    navigateToStep: (step) => telling(() => go(visited(navigation(), step), { step })),
    goBack: () => telling(() => go(moved(navigation(), -1), { direction: 'back' })),
    goForward: () => telling(() => go(moved(navigation(), 1), { direction: 'forward' })),
    loadCheckpoint: () =>
      telling(async () => {
        const checkpoint = await api.checkpoint(idOf());
        container.set({ checkpoint, navigation: checkpoint.navigation, currentStep: checkpoint.resume_step });
      }),
  };
}
