/** Web Locks are there in secure contexts only, and refused where the browser may not store anything. */
export function canShare(): Promise<boolean>;
/**
 * Join the stream of everything if that tells of the investigation, so that all pages need only one; else one of its own.
 * @param {WizardApi} api
 * @param {string | null} id
 * @param {TransportName[]} transports
 * @param {string | null} owner of the investigation
 * @param {AbortSignal} signal
 */
export function join(api: WizardApi, id: string | null, transports: TransportName[], owner: string | null, signal: AbortSignal): Promise<{
    stream: SharedStream;
    isFiltered: boolean;
}>;
/** To be called once for each time it was joined. @param {SharedStream} stream */
export function leave(stream: SharedStream): void;
import type { WizardApi } from '../api.js';
import type { TransportName } from './types.js';
import { SharedStream } from './shared-stream.js';
