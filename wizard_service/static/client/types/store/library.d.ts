/** Templates, audit trail and history: read by pages, kept as lists. */
/**
 * @typedef {import('./types.js').WizardStoreState} WizardStoreState
 * @typedef {import('./types.js').WizardStoreActions} WizardStoreActions
 * @typedef {Pick<WizardStoreActions, 'loadTemplates' | 'createTemplate' | 'updateTemplate' | 'deleteTemplate'
 *   | 'selectTemplate' | 'loadAuditLog' | 'loadHistory'>} LibraryActions
 */
/**
 * @param {import('../api.js').WizardApi} api
 * @param {import('./container.js').Container<WizardStoreState>} container
 * @param {<T>(act: () => Promise<T>) => Promise<T>} telling tells the user of an error and rejects with it
 * @returns {LibraryActions}
 */
export function libraryActions(api: import("../api.js").WizardApi, container: import("./container.js").Container<WizardStoreState>, telling: <T>(act: () => Promise<T>) => Promise<T>): LibraryActions;
export type WizardStoreState = import("./types.js").WizardStoreState;
export type WizardStoreActions = import("./types.js").WizardStoreActions;
export type LibraryActions = Pick<WizardStoreActions, "loadTemplates" | "createTemplate" | "updateTemplate" | "deleteTemplate" | "selectTemplate" | "loadAuditLog" | "loadHistory">;
