/**
 * @param {WizardApi} api
 * @param {string | null} investigationId null: everything the caller owns
 * @param {readonly TransportName[]} names
 * @returns {FeedTransport[]}
 * @throws {RangeError} for an unknown name, or none
 */
export function makeTransports(api: WizardApi, investigationId: string | null, names: readonly TransportName[]): FeedTransport[];
/**
 * @import { WizardApi } from '../api.js'
 * @import { FeedTransport } from './session.js'
 * @import { TransportName } from './types.js'
 */
/** The best first. @type {readonly TransportName[]} */
export const TRANSPORTS: readonly TransportName[];
import type { WizardApi } from '../api.js';
import type { TransportName } from './types.js';
import type { FeedTransport } from './session.js';
