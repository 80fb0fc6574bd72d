/** Answers what this installation offers: its features, transports and limits. */

import { TRANSPORTS } from '../elements/display/transports.js';
import { DEFAULT_LIMITS } from '../elements/settings/validation.js';

/**
 * @import { TransportName } from '../client/feed/types.js'
 * @import { ClientConfig } from '../client/types/config.js'
 * @import { Limits } from '../elements/settings/validation.js'
 * @typedef {'polling' | 'templates' | 'state_recovery' | 'audit_logging'
 *   | 'executor_tokens'} Feature
 */

/** @type {Set<TransportName>} */
const POLLS = new Set(['long_poll', 'poll']);

export class Installation {
  /** @param {ClientConfig | null} config null where it cannot be read: everything is offered */
  constructor(config) {
    this._config = config;
  }

  /** @param {Feature} feature */
  has(feature) {
    return this._config?.features[feature] ?? true;
  }

  /** Whether the service starts the example executor on its own machine. */
  get hasLocalExample() {
    return this._config?.features.local_example === true;
  }

  /** The transports that the installation offers, the preferred one first. */
  get transports() {
    return TRANSPORTS.filter((transport) => this.has('polling') || !POLLS.has(transport));
  }

  /** How long the browser keeps states, undefined for the default of the client. */
  get cacheTtlMs() {
    const ttl = this._config?.limits.state_cache_ttl_s;
    return ttl === undefined ? undefined : ttl * 1000;
  }

  /** The limits of settings. @returns {Limits} */
  get limits() {
    return { ...DEFAULT_LIMITS, ...this._config?.limits };
  }
}
