/** The error of the client: a problem document (RFC 9457) of the service, or why there is none. */

import { retryAfterMs } from './backoff.js';
import { isObject } from './merge-patch.js';

/** @import { JsonObject } from './types/state.js' */

const MAX_DETAIL_LENGTH = 200;

/**
 * `problem` is the whole problem document, `{}` when the response carried none. Its members
 * (`errors`, `current_version`, `etag`, `state`, `actor`, `changed_at`, `changes`, `allowed`, ...)
 * depend on the code.
 */
export class WizardError extends Error {
  /**
   * @param {number} status 0 without a response
   * @param {string} code stable; `http_<status>` when the response had none, `no_answer` without
   *   one
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

  /**
   * Lists the invalid fields of a `validation_error`.
   * @returns {{ field: string, message: string }[]}
   */
  get fieldErrors() {
    return this.problem.errors ?? [];
  }

  /** @returns {string | null} */
  get requestId() {
    return this.problem.request_id ?? null;
  }

  /** Returns whether another user changed the resource first. */
  get isConflict() {
    return this.code === 'precondition_failed' || this.code === 'version_conflict';
  }

  /** Returns whether the request had no effect, so that it can be sent again. */
  get isRetryable() {
    return this.status === 0 || [408, 429, 502, 503, 504].includes(this.status);
  }
}

/**
 * Returns whether the service answered: it requires another token, or the user has exceeded a rate
 * limit.
 * @param {WizardError} error of a change that is sent again
 */
export const isAnswered = ({ status }) => status === 401 || status === 429;

/**
 * Builds the error of a response that is not a success.
 * @param {Response} response
 * @param {string} text its body
 */
export function errorFrom(response, text) {
  const problem = parseObject(text);
  const detail =
    problem.detail ?? problem.title ?? (text.slice(0, MAX_DETAIL_LENGTH) || response.statusText);
  const waitMs = retryAfterMs(response.headers.get('Retry-After'));
  const code = problem.code ?? `http_${response.status}`;
  return new WizardError(response.status, code, String(detail), problem, waitMs);
}

/** @param {string} text @returns {JsonObject} `{}` for anything else: a proxy answers in HTML */
function parseObject(text) {
  try {
    const parsed = JSON.parse(text);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
