/** What the service, or what stands before it, answers instead of what was asked for. */
/** @import { JsonObject } from './types.js' */
/**
 * `problem` is the whole problem document (RFC 9457), {} when the answer was none; its members (`errors`,
 * `current_version`, `etag`, `state`, `actor`, `changed_at`, `changes`, `allowed`, ...) depend on the code.
 */
export class WizardError extends Error {
    /**
     * @param {number} status 0 when there was no answer at all
     * @param {string} code stable; `http_<status>` when the answer had none, `no_answer` without one
     * @param {string} detail
     * @param {JsonObject} [problem]
     * @param {number | null} [retryAfterMs]
     */
    constructor(status: number, code: string, detail: string, problem?: JsonObject, retryAfterMs?: number | null);
    status: number;
    code: string;
    problem: JsonObject;
    retryAfterMs: number | null;
    /** The faults of a `validation_error`. @returns {{ field: string, message: string }[]} */
    get fieldErrors(): {
        field: string;
        message: string;
    }[];
    /** @returns {string | null} */
    get requestId(): string | null;
    /** Somebody else changed the state meanwhile. */
    get isConflict(): boolean;
    /** Nothing was decided: the same request may be made again. */
    get isPassing(): boolean;
}
import type { JsonObject } from './types.js';
