"""Errors as RFC 9457 problem documents, and the one table from error code to HTTP status."""

import logging
from collections.abc import Callable
from typing import Any

import orjson
from flask import Flask, Response, request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import RequestRedirect, WebsocketMismatch

from .. import errors
from .request_id import request_id
from .service import current_service

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
# Status, headers, body.
ProblemAnswer = tuple[int, dict[str, str], bytes]

STATUS = {
    "bad_request": 400,
    "bad_cursor": 400,
    "unauthorized": 401,
    "token_expired": 401,
    "forbidden": 403,
    "origin_refused": 403,
    "not_found": 404,
    "feature_disabled": 404,
    "method_not_allowed": 405,
    "conflict": 409,
    "already_exists": 409,
    "version_conflict": 409,
    "invalid_transition": 409,
    "idempotency_mismatch": 409,
    "name_taken": 409,
    "limit_reached": 409,
    "cursor_expired": 410,
    "precondition_failed": 412,
    "too_large": 413,
    "unsupported_media_type": 415,
    "validation_error": 422,
    "upgrade_required": 426,
    "precondition_required": 428,
    "rate_limited": 429,
    "internal": 500,
    "storage_unavailable": 503,
    "keys_unavailable": 503,
}
# What frameworks and hosts raise has a status only; of several codes the general one stands first in the table.
_CODE_OF_STATUS = {status: code for code, status in reversed(STATUS.items())}


def problem_document(error: errors.WizardError, id_of_request: str) -> dict[str, Any]:
    """Return the members of RFC 9457 section 3.1 with `code`, `request_id` and what the error adds."""
    return {
        "type": f"urn:wizard:problem:{error.code}",
        "title": error.title,
        "status": STATUS[error.code],
        "detail": error.detail,
        "code": error.code,
        "request_id": id_of_request,
        **error.members,
    }


def problem_answer(error: errors.WizardError, id_of_request: str) -> ProblemAnswer:
    """Return the answer to an error."""
    return _answer(problem_document(error, id_of_request), _headers(error))


def problem_response(error: Exception) -> Response:
    """Turn any error into a problem; what is not meant for callers is logged and told as `internal`."""
    if isinstance(error, HTTPException):
        return _from_http(error)
    if isinstance(error, errors.StorageError) and not isinstance(error, errors.UniqueViolation):
        current_service().store.errors.record(error)
        error = errors.StorageUnavailable("The database cannot be read at the moment.")
    if not isinstance(error, errors.WizardError):
        _log.exception("unexpected error, request %s", request_id(), exc_info=error)
        error = errors.WizardError("Something went wrong here; the request id leads to the log.")
    return _response(problem_answer(error, request_id()))


def install(app: Flask, is_ours: Callable[[str], bool]) -> None:
    """Answer every error of a path that is ours with a problem, routing errors included.

    Wraps the application's own handling instead of registering handlers: a host's `errorhandler(404)` would win over
    them, and theirs must stay as they are for every other path.
    """
    handle_elsewhere = app.handle_user_exception

    def handle(error: Exception) -> Any:
        if not is_ours(request.path):
            return handle_elsewhere(error)
        error = _in_our_words(error)
        redirect = isinstance(error, HTTPException) and (error.code or 500) < 400
        return handle_elsewhere(error) if redirect else problem_response(error)

    app.handle_user_exception = handle  # type: ignore[method-assign, assignment]


def _in_our_words(error: Exception) -> Exception:
    """Return what stands here for an error of the routing that says something else."""
    if isinstance(error, RequestRedirect) and "//" in request.path:
        # werkzeug would lead to the path with single slashes; to us it is another path.
        return NotFound()
    if isinstance(error, WebsocketMismatch) and not _asks_for_websocket():
        return errors.UpgradeRequired("This address speaks WebSocket only.")
    return error


def _asks_for_websocket() -> bool:
    return request_ctx.url_adapter is not None and request_ctx.url_adapter.websocket


def _from_http(error: HTTPException) -> Response:
    # The exception's own response knows Allow, Retry-After and WWW-Authenticate.
    made = error.get_response()
    code = _CODE_OF_STATUS.get(made.status_code, "bad_request" if made.status_code < 500 else "internal")
    document = {
        "type": f"urn:wizard:problem:{code}",
        "title": error.name,
        "status": made.status_code,
        "detail": error.description or error.name,
        "code": code,
        "request_id": request_id(),
    }
    kept = {name: value for name, value in made.headers.items() if name in ("Allow", "Retry-After", "WWW-Authenticate")}
    return _response(_answer(document, kept))


def _headers(error: errors.WizardError) -> dict[str, str]:
    if isinstance(error, errors.Unauthorized):
        reason = ', error="invalid_token"' if "Authorization" in request.headers else ""
        return {"WWW-Authenticate": f'Bearer realm="wizard"{reason}'}
    if isinstance(error, errors.AlreadyExists) and error.etag:
        return {"ETag": error.etag}
    if isinstance(error, errors.UpgradeRequired):
        # RFC 6455 section 4.2.2 and RFC 9110 sections 7.8 and 15.5.22.
        return {"Sec-WebSocket-Version": "13", "Upgrade": "websocket", "Connection": "Upgrade"}
    if isinstance(error, errors.TooManyStreams):
        return {"Retry-After": str(error.retry_after_s)} | _standing(error)
    if isinstance(error, errors.RetryableError):
        return {"Retry-After": str(error.retry_after_s)}
    return {"ETag": error.members["etag"]} if error.members.get("etag") else {}


def _standing(error: errors.TooManyStreams) -> dict[str, str]:
    # draft-ietf-httpapi-ratelimit-headers: what is open at once is a quota without a window.
    policy = f'"streams";q={error.members["limit"]};qu="concurrent-requests"'
    return {"RateLimit-Policy": policy, "RateLimit": f'"streams";r=0;t={error.retry_after_s}'}


def _answer(document: dict[str, Any], headers: dict[str, str]) -> ProblemAnswer:
    always = {"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store"}
    return document["status"], always | headers, orjson.dumps(document)


def _response(answer: ProblemAnswer) -> Response:
    status, headers, body = answer
    return Response(body, status=status, headers=headers)
