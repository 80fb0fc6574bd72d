export { createApi } from "./api.js";
export { follow } from "./feed/follow.js";
export { applyPatch } from "./merge-patch.js";
export { WizardError } from "./problem.js";
export { fold } from "./store/fold.js";
export { createWizardStore } from "./store/store.js";
/**
 * The JavaScript client of wizard_service: REST, one event feed over any transport, and a store for pages.
 */
export type WizardApi = import("./api.js").WizardApi;
/**
 * The JavaScript client of wizard_service: REST, one event feed over any transport, and a store for pages.
 */
export type FollowOptions = import("./feed/types.js").FollowOptions;
/**
 * The JavaScript client of wizard_service: REST, one event feed over any transport, and a store for pages.
 */
export type FollowState = import("./feed/types.js").FollowState;
/**
 * The JavaScript client of wizard_service: REST, one event feed over any transport, and a store for pages.
 */
export type WizardStore = import("./store/types.js").WizardStore;
/**
 * The JavaScript client of wizard_service: REST, one event feed over any transport, and a store for pages.
 */
export type WizardStoreActions = import("./store/types.js").WizardStoreActions;
/**
 * The JavaScript client of wizard_service: REST, one event feed over any transport, and a store for pages.
 */
export type WizardStoreState = import("./store/types.js").WizardStoreState;
/**
 * The JavaScript client of wizard_service: REST, one event feed over any transport, and a store for pages.
 */
export type FeedEvent = import("./types.js").FeedEvent;
/**
 * The JavaScript client of wizard_service: REST, one event feed over any transport, and a store for pages.
 */
export type WizardState = import("./types.js").WizardState;
