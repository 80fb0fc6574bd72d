export class Outbox {
    /** @param {WizardApi} api @param {string} investigationId @param {OutboxOwner} owner */
    constructor(api: WizardApi, investigationId: string, owner: OutboxOwner);
    _api: WizardApi;
    _id: string;
    _owner: OutboxOwner;
    /** @type {Change[]} */
    changes: Change[];
    conflict: Conflict | null;
    isOffline: boolean;
    _isSending: boolean;
    /** @type {(() => void)[]} */
    _rests: (() => void)[];
    _outcomes: Outcomes;
    _closing: AbortController;
    _kick: AbortController;
    /** @param {WizardStateUpdate} patch @param {WizardState} shown what the user sees @param {string} etag @returns {Promise<void>} */
    add(patch: WizardStateUpdate, shown: WizardState, etag: string): Promise<void>;
    /** Changes of a page that is gone; they come first. @param {Change[]} changes */
    adopt(changes: Change[]): void;
    /** Try at once; resolves when nothing more can be sent for now. @returns {Promise<void>} */
    flush(): Promise<void>;
    /** @param {'mine' | 'theirs' | WizardStateUpdate} choice @returns {Promise<void>} */
    resolve(choice: "mine" | "theirs" | WizardStateUpdate): Promise<void>;
    /** Drop everything. */
    clear(): void;
    /** Leave what is not stored to a later page. */
    close(): void;
    _send(): Promise<void>;
    /** Return how often sending has failed in a row. @param {number} failures */
    _sendFirst(failures: number): Promise<number>;
    /** The first change, from now on one that may have been stored. */
    _marked(): Change;
    /** @param {Change} change @param {WizardState} state @param {string} etag */
    _stored(change: Change, state: WizardState, etag: string): void;
    /** @param {Change} change @param {WizardError} error */
    _disputed(change: Change, error: WizardError): void;
    /** @param {Change} change @param {WizardError} error */
    _refused(change: Change, error: WizardError): void;
    /** @param {WizardError} error @param {number} failures */
    _wait(error: WizardError, failures: number): Promise<number>;
    _rest(): void;
    /** @param {Change} change @param {unknown} error null: done */
    _settle(change: Change, error: unknown): void;
}
export type OutboxOwner = {
    onConfirmed: (state: WizardState, etag: string) => void;
    /**
     * changes or conflict are other than before
     */
    onChanged: () => void;
    /**
     * nothing was decided; it is sent again later
     */
    onWaiting: (error: WizardError) => void;
    onRefused: (error: WizardError) => void;
};
import type { WizardApi } from '../api.js';
import type { Change } from './changes.js';
import type { Conflict } from './types.js';
import { Outcomes } from './outcomes.js';
import type { WizardStateUpdate } from '../types.js';
import type { WizardState } from '../types.js';
import { WizardError } from '../problem.js';
