export class SharedStream {
    /**
     * @param {string} name the same in all pages @param {WizardApi} api
     * @param {string | null} investigationId @param {TransportName[]} transports
     */
    constructor(name: string, api: WizardApi, investigationId: string | null, transports: TransportName[]);
    /** @type {FollowState} */
    state: FollowState;
    /** Whose feed it is; waits until the stream has told. @type {Promise<string>} */
    owner: Promise<string>;
    _tellOwner: (value: string | PromiseLike<string>) => void;
    _reject: (reason?: any) => void;
    _failure: unknown;
    _userId: string | null;
    name: string;
    _api: WizardApi;
    _id: string | null;
    _transports: TransportName[];
    /** @type {Map<Subscription, Listener>} */
    _subscriptions: Map<Subscription, Listener>;
    _seenAt: number;
    _cursor: string | null;
    _own: OwnStream | null;
    _closing: AbortController;
    _channel: BroadcastChannel;
    _unwatch: () => void;
    _heardAt: number;
    _line: Line;
    _beating: number;
    /** @param {Subscription} subscription @param {Listener} listener */
    add(subscription: Subscription, listener: Listener): void;
    /** @param {Subscription} subscription */
    remove(subscription: Subscription): void;
    close(): void;
    /** @param {TransportName} [transport] */
    interrupt(transport?: TransportName): void;
    _lead(): Promise<void>;
    _beat(): void;
    /** @param {boolean} isCut */
    _greet(isCut: boolean): void;
    /** Other pages need not know of every byte. @param {FollowState} state */
    _changed(state: FollowState): void;
    /** @param {FollowState} state */
    _tellState(state: FollowState): void;
    /** @param {string | null} userId */
    _takeOwner(userId: string | null): void;
    /** @param {FeedEvent} event */
    _tellNotice(event: FeedEvent): void;
    /** @param {Message} message */
    _hear(message: Message): void;
    /** Who is behind where the leader is has missed something. @param {FollowState} state @param {string | null} userId */
    _follow(state: FollowState, userId: string | null): void;
    /** @param {FollowState} state */
    _takeState(state: FollowState): void;
    /** @param {Batch} batch */
    _deliver(batch: Batch): void;
    /** @param {Message} message */
    _post(message: Message): void;
}
export type Listener = Required<Pick<FollowOptions, "onState" | "onNotice">>;
import type { FollowState } from './types.js';
import type { WizardApi } from '../api.js';
import type { TransportName } from './types.js';
import { Subscription } from './subscription.js';
import { OwnStream } from './own-stream.js';
import { Line } from './line.js';
import type { FeedEvent } from '../types.js';
import type { Message } from './types.js';
import type { Batch } from './types.js';
import type { FollowOptions } from './types.js';
