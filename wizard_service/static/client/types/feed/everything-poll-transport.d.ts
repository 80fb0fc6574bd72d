/**
 * What the feed of everything tells of: what others have shared is in the feeds of these.
 * @param {WizardApi} api @param {Call} call @returns {Promise<ActiveList>}
 */
export function ownList(api: WizardApi, call: Call): Promise<ActiveList>;
/** @param {ActiveList} list @param {string} reason @returns {FeedEvent} */
export function listSync(list: ActiveList, reason: string): FeedEvent;
export class EverythingPollTransport {
    /** @param {WizardApi} api */
    constructor(api: WizardApi);
    name: "poll";
    _api: WizardApi;
    /** @param {string | null} cursor @param {AbortSignal} signal @returns {AsyncGenerator<Told, void, void>} */
    session(cursor: string | null, signal: AbortSignal): AsyncGenerator<Told, void, void>;
    /** @param {ActiveList} list @param {string | null} cursor @param {AbortSignal} signal */
    _told(list: ActiveList, cursor: string | null, signal: AbortSignal): Promise<FeedEvent[]>;
    /**
     * Return all events after the cursor up to the list's, null when some cannot be found: of what was deleted, archived,
     * or is too much.
     * @param {ActiveList} list @param {string} cursor @param {AbortSignal} signal
     */
    _between(list: ActiveList, cursor: string, signal: AbortSignal): Promise<FeedEvent[] | null>;
    /**
     * Poll up to number `to`; one answer need not tell all.
     * @param {string} id @param {string} cursor @param {number} to @param {AbortSignal} signal
     * @returns {AsyncGenerator<FeedEvent, void, void>}
     */
    _eventsOf(id: string, cursor: string, to: number, signal: AbortSignal): AsyncGenerator<FeedEvent, void, void>;
}
import type { WizardApi } from '../api.js';
import type { Call } from '../http.js';
import type { ActiveList } from '../types.js';
import type { FeedEvent } from '../types.js';
import type { Told } from './session.js';
