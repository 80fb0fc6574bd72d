/**
 * @import { Tagged, WizardState, WizardStateUpdate } from '../types.js'
 * @import { WizardStore, WizardStoreActions, WizardStoreOptions, WizardStoreState } from './types.js'
 *
 * @typedef {Tagged<WizardState>} TaggedState
 */
/**
 * @param {WizardStoreOptions} options
 * @returns {WizardStore}
 */
export function createWizardStore(options: WizardStoreOptions): WizardStore;
export type TaggedState = Tagged<WizardState>;
import type { WizardStoreOptions } from './types.js';
import type { WizardStore } from './types.js';
import type { WizardState } from '../types.js';
import type { Tagged } from '../types.js';
