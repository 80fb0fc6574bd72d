/** Templates, audit trail and history: read by pages, kept as lists. */
/**
 * @import { WizardApi } from '../api.js'
 * @import { Template } from '../types.js'
 * @import { Container } from './container.js'
 * @import { WizardStoreActions, WizardStoreState } from './types.js'
 *
 * @typedef {Pick<WizardStoreActions, 'loadTemplates' | 'createTemplate' | 'updateTemplate' | 'deleteTemplate'
 *   | 'selectTemplate' | 'loadAuditLog' | 'loadHistory'>} LibraryActions
 */
/**
 * @param {WizardApi} api
 * @param {Container<WizardStoreState>} container
 * @param {<T>(act: () => Promise<T>) => Promise<T>} telling tells the user of an error and rejects with it
 * @returns {LibraryActions}
 */
export function libraryActions(api: WizardApi, container: Container<WizardStoreState>, telling: <T>(act: () => Promise<T>) => Promise<T>): LibraryActions;
export type LibraryActions = Pick<WizardStoreActions, "loadTemplates" | "createTemplate" | "updateTemplate" | "deleteTemplate" | "selectTemplate" | "loadAuditLog" | "loadHistory">;
import type { WizardApi } from '../api.js';
import type { WizardStoreState } from './types.js';
import type { Container } from './container.js';
import type { WizardStoreActions } from './types.js';
