export class Investigation {
    /**
     * @param {string} id
     * @param {WizardStoreOptions} options
     * @param {Container<WizardStoreState>} container
     * @param {Vault} vault
     */
    constructor(id: string, options: WizardStoreOptions, container: Container<WizardStoreState>, vault: Vault);
    id: string;
    _options: WizardStoreOptions;
    _api: import("../api.js").WizardApi;
    _container: Container<WizardStoreState>;
    _vault: Vault;
    confirmed: Confirmed | null;
    _closing: AbortController;
    _saving: number | undefined;
    _following: {
        _api: import("../api.js").WizardApi;
        _id: string | null;
        _options: import("../feed/types.js").FollowOptions;
        _closing: AbortController;
        _signal: AbortSignal;
        _state: FollowState;
        _stream: {
            interrupt: import("../feed/own-stream.js").OwnStream["interrupt"];
        } | null;
        getState(): FollowState;
        interrupt(transport?: TransportName): void;
        close(): void;
        _own(): AsyncGenerator<FeedEvent, void, void>;
        _shared(): AsyncGenerator<FeedEvent, void, void>;
        _say(state: FollowState): void;
        [Symbol.asyncIterator](): AsyncGenerator<FeedEvent, void, void>;
    } | null;
    outbox: Outbox;
    _keptChanges: import("./changes.js").Change[];
    begin(): Promise<void>;
    /** Read the state. @throws {WizardError} */
    refresh(): Promise<void>;
    /** @param {WizardState} state @param {string} etag */
    confirm(state: WizardState, etag: string): void;
    /** Go to where it was left, unless something else than `from` is looked at by then. @param {WizardStep | null} from @throws {WizardError} */
    resume(from: WizardStep | null): Promise<void>;
    /** @param {WizardError} error */
    fail(error: WizardError): void;
    follow(): void;
    unfollow(): void;
    /** @param {TransportName} [transport] */
    interrupt(transport?: TransportName): void;
    close(): void;
    get _state(): WizardStoreState;
    /** @param {ReturnType<typeof follow>} following */
    _listen(following: ReturnType<typeof follow>): Promise<void>;
    /** @param {FeedEvent} event */
    _take(event: FeedEvent): Promise<void>;
    /** The feed goes on, so what fails now is read later. */
    _refreshQuietly(): Promise<void>;
    /** @param {FollowState} feed */
    _told(feed: FollowState): void;
    /** @param {FeedEvent} notice */
    _noticed({ event_type }: FeedEvent): void;
    /** @param {Confirmed} confirmed @param {boolean} isStale */
    _confirmed(confirmed: Confirmed, isStale: boolean): void;
    _save(): void;
    _show(): void;
    /** @param {Partial<WizardStoreState>} members */
    _set(members: Partial<WizardStoreState>): void;
}
import type { WizardStoreOptions } from './types.js';
import type { WizardStoreState } from './types.js';
import type { Container } from './container.js';
import type { Vault } from './vault.js';
import type { Confirmed } from './server-state.js';
import type { FollowState } from '../feed/types.js';
import type { TransportName } from '../feed/types.js';
import type { FeedEvent } from '../types.js';
import { Outbox } from './outbox.js';
import type { WizardState } from '../types.js';
import type { WizardStep } from '../types.js';
import { WizardError } from '../problem.js';
import { follow } from '../feed/follow.js';
