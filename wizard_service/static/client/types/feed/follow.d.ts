/**
 * @import { WizardApi } from '../api.js'
 * @import { Call } from '../http.js'
 * @import { FeedEvent } from '../types.js'
 * @import { FollowOptions, FollowState, TransportName } from './types.js'
 */
/**
 * Every stored event once and in order, and `state_sync` where the feed begins (without a cursor) or goes on from (when
 * the cursor had expired). Iterate it once. Throws WizardError for what no reconnection mends.
 * @param {WizardApi} api
 * @param {string | null} investigationId null: everything the caller owns
 * @param {FollowOptions} [options]
 */
export function follow(api: WizardApi, investigationId: string | null, options?: FollowOptions): Following;
import type { WizardApi } from '../api.js';
import type { FollowOptions } from './types.js';
/** @implements {AsyncIterable<FeedEvent>} */
declare class Following implements AsyncIterable<FeedEvent> {
    /** @param {WizardApi} api @param {string | null} investigationId @param {FollowOptions} options */
    constructor(api: WizardApi, investigationId: string | null, options: FollowOptions);
    _api: WizardApi;
    _id: string | null;
    _options: FollowOptions;
    _closing: AbortController;
    _signal: AbortSignal;
    /** @type {FollowState} */
    _state: FollowState;
    /** @type {{ interrupt: OwnStream['interrupt'] } | null} */
    _stream: {
        interrupt: OwnStream["interrupt"];
    } | null;
    getState(): FollowState;
    /** Cut the present session as a network would and go on, by this transport if one is given. @param {TransportName} [transport] */
    interrupt(transport?: TransportName): void;
    close(): void;
    /** @returns {AsyncGenerator<FeedEvent, void, void>} */
    _own(): AsyncGenerator<FeedEvent, void, void>;
    /** @returns {AsyncGenerator<FeedEvent, void, void>} */
    _shared(): AsyncGenerator<FeedEvent, void, void>;
    /** @param {FollowState} state */
    _say(state: FollowState): void;
    /** @returns {AsyncGenerator<FeedEvent, void, void>} */
    [Symbol.asyncIterator](): AsyncGenerator<FeedEvent, void, void>;
}
import type { FeedEvent } from '../types.js';
import type { FollowState } from './types.js';
import { OwnStream } from './own-stream.js';
import type { TransportName } from './types.js';
export {};
