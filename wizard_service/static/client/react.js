'use client';
/** Hooks of React 18 and 19; the components that use them are inside a WizardProvider. */

/**
 * @typedef {import('./react/feed.js').FeedView} FeedView
 * @typedef {import('./react/investigation.js').InvestigationView} InvestigationView
 * @typedef {import('./react/investigations.js').InvestigationsView} InvestigationsView
 * @typedef {import('./react/provider.js').ProviderProps} ProviderProps
 * @typedef {import('./react/templates.js').TemplatesView} TemplatesView
 */

export { WizardProvider, useWizardApi } from './react/provider.js';
export { useFeed } from './react/feed.js';
export { useInvestigation } from './react/investigation.js';
export { useInvestigations } from './react/investigations.js';
export { useTemplates } from './react/templates.js';
