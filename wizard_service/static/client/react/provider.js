/** The client that the components below it use, and the sources that they share. */

import { createContext, createElement, useContext, useMemo, useSyncExternalStore } from 'react';

/**
 * @import { ReactNode } from 'react'
 * @import { WizardStoreOptions } from '../store/types.js'
 * @import { Live, Source } from './source.js'
 *
 * @typedef {WizardStoreOptions & { children?: ReactNode }} ProviderProps
 */

class Sources {
  /** @param {WizardStoreOptions} options */
  constructor(options) {
    this.options = options;
    this._sources = /** @type {Map<string, Source<any, any>>} */ (new Map());
  }

  /**
   * Returns the source of a name, made at its first use.
   * @template {object} T @template {Live<T>} L
   * @param {string} name
   * @param {(options: WizardStoreOptions) => Source<T, L>} make starts nothing: React may render
   *   components that it never mounts
   * @returns {Source<T, L>}
   */
  take(name, make) {
    const source = this._sources.get(name) ?? make(this.options);
    this._sources.set(name, source);
    source.onStopped = () => this._sources.delete(name);
    return source;
  }
}

const SourcesContext = createContext(/** @type {Sources | null} */ (null));

/**
 * Gives the components below it a client. Other options than `api` count when it changes.
 * @param {ProviderProps} props
 */
export function WizardProvider({ children, ...options }) {
  const sources = useMemo(() => new Sources(options), [options.api]);
  return createElement(SourcesContext.Provider, { value: sources }, children);
}

/** Returns the API that the provider was given. */
export function useWizardApi() {
  return useSources().options.api;
}

/**
 * Returns the state of a source and the source; the component renders when the state changes.
 * @template {object} T @template {Live<T>} L
 * @param {string} name
 * @param {(options: WizardStoreOptions) => Source<T, L>} make
 * @returns {[T, L]}
 */
export function useSource(name, make) {
  const source = useSources().take(name, make);
  const { subscribe, getState, getServerState } = source;
  return [useSyncExternalStore(subscribe, getState, getServerState), source.live];
}

/** @throws {Error} outside a provider */
function useSources() {
  const sources = useContext(SourcesContext);
  if (!sources) throw new Error('This hook needs a <WizardProvider api={…}> around the component.');
  return sources;
}
