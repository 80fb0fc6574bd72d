/** Answers what this installation offers: its features, transports and limits. */

import { TRANSPORTS } from '../elements/display/transports.js';

/**
 * @import { ClientConfig } from '../client/types/config.js'
 * @typedef {'polling' | 'templates' | 'state_recovery' | 'audit_logging'} Feature
 */

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

  /** The transports that the installation offers, the preferred one first. */
  get transports() {
    const isOffered = (/** @type {{ transport: string }} */ { transport }) =>
      this.has('polling') || !POLLS.has(transport);
    return TRANSPORTS.filter(isOffered);
  }

  /** How long the browser keeps states, undefined for the default of the client. */
  get cacheTtlMs() {
    const ttl = this.limit('state_cache_ttl_s');
    return ttl === null ? undefined : ttl * 1000;
  }

  /** @param {string} name @returns {number | null} null: unknown */
  limit(name) {
    return this._config?.limits[name] ?? null;
  }
}
