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
  constructor(status, code, detail, problem = {}, retryAfterMs = null) {
    super(detail);
    this.name = 'WizardError';
    this.status = status;
    this.code = code;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }

  /** The faults of a `validation_error`. @returns {{ field: string, message: string }[]} */
  get fieldErrors() {
    return this.problem.errors ?? [];
  }

  /** @returns {string | null} */
  get requestId() {
    return this.problem.request_id ?? null;
  }

  /** Somebody else changed the state meanwhile. */
  get isConflict() {
    return this.code === 'precondition_failed' || this.code === 'version_conflict';
  }

  /** Nothing was decided: the same request may be made again. */
  get isPassing() {
    return this.status === 0 || [429, 502, 503, 504].includes(this.status);
  }
}
