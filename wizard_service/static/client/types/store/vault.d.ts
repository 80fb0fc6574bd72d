/** @returns {Storage | null} */
export function browserStorage(): Storage | null;
/** Show other pages that this one lives, as long as it does. @param {string} page @param {AbortSignal} signal */
export function showLife(page: string, signal: AbortSignal): void;
/** What this browser keeps over a reload: the last state for seven days, and changes that were not stored yet. */
/**
 * @import { Change } from './changes.js'
 * @import { Confirmed } from './server-state.js'
 */
export const LIFE_MS: number;
export class Vault {
    /**
     * @param {Storage | null} storage null: none, or forbidden
     * @param {(problem: string | null) => void} onProblem
     * @param {string} page
     * @param {string} user whose it is; others in this browser neither see nor send it
     */
    constructor(storage: Storage | null, onProblem: (problem: string | null) => void, page: string, user: string);
    _storage: Storage | null;
    _onProblem: (problem: string | null) => void;
    _page: string;
    _state: string;
    _changes: string;
    /** @param {string} id @param {Confirmed} confirmed */
    keepState(id: string, { state, etag }: Confirmed): void;
    /** @param {string} id @returns {Confirmed | null} */
    stateOf(id: string): Confirmed | null;
    /** @param {string} id @returns {null} */
    forgetState(id: string): null;
    /** @param {string} id @param {Change[]} changes */
    keepChanges(id: string, changes: Change[]): void;
    /**
     * Take over what this page has left when it let go of the investigation, and what pages that are gone have left. Should
     * two take it at once, each change is still stored only once: that is what its key is for.
     * @param {string} id
     * @returns {Promise<Change[]>}
     */
    adoptChanges(id: string): Promise<Change[]>;
    /** @param {string[]} names @returns {{ changes: Change[], savedAt: number }[]} */
    _take(names: string[]): {
        changes: Change[];
        savedAt: number;
    }[];
    /** @param {string} id */
    _nameOf(id: string): string;
    /** @param {string} name @param {unknown} value */
    _keep(name: string, value: unknown): void;
    /** States are only a convenience: give up the oldest until there is room. @param {string} name @param {string} text */
    _keepInstead(name: string, text: string): boolean;
    /** @param {string} name @returns {any} */
    _kept(name: string): any;
    /** @param {string} beginning */
    _names(beginning: string): string[];
    /** @param {string} name */
    _remove(name: string): void;
    /** @param {(storage: Storage) => void} act @returns {boolean} */
    _attempt(act: (storage: Storage) => void): boolean;
}
import type { Confirmed } from './server-state.js';
import type { Change } from './changes.js';
